"""Targets by the words of the command line, which may be anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dropexec.ctl.watch import command
from dropexec.watch.errors import NoTargetError
from dropexec.watch.evidence.finding import Wanted
from dropexec.watch.proc import Proc, process_id
from dropexec.watch.recorder.last import concerns
from dropexec.watch.target import by_name, by_unit
from tests.unit.watch.story import sent

DIGITS = "1" * 5000
"""More than int() takes: CPython's limit is 4300."""


@pytest.mark.parametrize(
    ("word", "expected"),
    [("4242", 4242), ("0042", 42), ("4" * 20, int("4" * 20)), ("4" * 21, None), (DIGITS, None)]
    + [(word, None) for word in ("", "-1", "+1", "1 ", "1_0", "\u0661", "0x1", "1\n")],
)
def test_a_process_id_is_a_number_in_digits(word: str, expected: int | None) -> None:
    assert process_id(word) == expected


def test_a_number_that_is_too_long_for_one_is_a_name() -> None:
    assert not concerns(sent(), DIGITS)
    assert Wanted(DIGITS, 0).pid is None
    assert Wanted(DIGITS, 0).means(7, DIGITS)


@pytest.mark.parametrize("words", [["0"], ["4242", DIGITS], ["-1x"], ["1.5"], ["java"]])
def test_what_is_no_process_id_is_a_wrong_command_line(words: list[str]) -> None:
    result = CliRunner().invoke(command, words)
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)


def test_a_name_that_nothing_has_is_shown_as_a_shell_would_take_it(tmp_path: Path) -> None:
    with pytest.raises(NoTargetError) as caught:
        by_name("a b\n\x1b[31m", Proc(str(tmp_path)), own=1)
    assert str(caught.value) == (
        r"cannot watch 'a b\n\e[31m': no process is called so; pgrep -a 'a b\n\e[31m' lists similar ones"
    )


def test_a_unit_that_is_not_there_is_shown_so_too(tmp_path: Path) -> None:
    mountinfo = tmp_path / "mountinfo"
    mountinfo.write_text(f"1 0 0:1 / {tmp_path} rw - cgroup2 cgroup2 rw\n")
    for name, reason in (("a\nb", "it has no control group here"), ("a/\nb", "a unit's name has no slash")):
        shown = name.replace("\n", r"\\n")
        with pytest.raises(NoTargetError, match=rf"^cannot watch unit '{shown}.service': {reason}"):
            by_unit(name, str(mountinfo))
