"""What completions offer is what the launcher takes."""

from __future__ import annotations

import itertools
import resource

import pytest

from dropexec.ctl.completion.launcher import entries
from dropexec.ctl.completion.values import WORDS
from dropexec.launcher import capability, process
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.options import EXCLUSIVE, OPTIONS
from dropexec.launcher.plan import Plan

ARGUMENTS = {
    "add-groups": "0",
    "ambient-caps": "chown",
    "bounding-caps": "chown",
    "env": "A=b",
    "keep-fds": "0",
    "nice": "0",
    "oom-score-adj": "0",
    "pdeathsig": "TERM",
    "rlimit": "core=0",
    "umask": "0",
}


def written(name: str) -> list[str]:
    """The option with an argument that it takes, and what it cannot stand without."""
    [option] = [option for option in OPTIONS if option.name == name]
    if option.argument is None:
        return [f"--{name}"]
    with_it = ["--close-fds"] if name == "keep-fds" else []
    return [*with_it, f"--{name}={ARGUMENTS.get(name, '0')}"]


def refused_together(one: str, two: str) -> bool:
    words = dict.fromkeys([*written(one), *written(two)])
    try:
        Plan.parse([*words, "0:0", "true"])
    except DropexecError as error:
        if "mutually exclusive" not in str(error):
            raise
        return True
    return False


def test_the_exclusive_pairs_are_those_that_the_launcher_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    # Which terminals this process has open is no matter of the options'.
    monkeypatch.setattr("dropexec.launcher.terminal.check", lambda *_: None)
    names = [option.name for option in OPTIONS if option.name not in ("help", "version")]
    refused = {pair for pair in itertools.combinations(names, 2) if refused_together(*pair)}
    assert refused == set(EXCLUSIVE)


def test_every_argument_has_a_kind() -> None:
    for option in OPTIONS:
        assert (option.takes is None) == (option.argument is None), option.name


def test_every_way_to_write_an_option_is_offered_once() -> None:
    offered = [word for entry in entries() for word in entry.offered]
    expected = []
    for option in OPTIONS:
        expected += [f"--{option.name}"] if option.argument is None or option.optional else []
        expected += [f"-{option.short}"] if option.short else []
        expected += [f"--{option.name}="] if option.argument is not None else []
    assert sorted(offered) == sorted(expected)


def test_the_limits_are_those_of_getrlimit_and_the_launcher_takes_each() -> None:
    known = {name.removeprefix("RLIMIT_").lower() for name in dir(resource) if name.startswith("RLIMIT_")}
    # Python knows nofile by an old name too, and not locks.
    assert set(WORDS["limit"]) == known - {"ofile"} | {"locks"}
    assert [process.limit(f"{name}=0")[0] for name in WORDS["limit"]] == list(WORDS["limit"])


def test_the_capabilities_are_all_that_the_launcher_knows() -> None:
    assert set(WORDS["capabilities"]) == set(capability.NAMES)


@pytest.mark.parametrize("name", WORDS["signal"])
def test_the_launcher_takes_each_signal(name: str) -> None:
    assert process.signal_number(name) == process.signal_number("SIG" + name)


def test_the_launcher_takes_each_number() -> None:
    assert [process.mode(word) for word in WORDS["umask"]] == [0o002, 0o022, 0o027, 0o077]
    assert [process.integer("nice", word) for word in WORDS["nice"]] == [-20, 0, 19]
    assert [process.integer("oom-score-adj", word) for word in WORDS["oom-score-adj"]] == [
        -1000,
        0,
        1000,
    ]
