"""The line of setpriv and env, and what it leaves out."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import pytest

from dropexec.explain.setpriv import gaps, line
from dropexec.launcher.plan import Plan
from tests.unit.explain.conftest import altered

Planner = Callable[..., Plan]


def test_the_line_of_a_full_plan(planned: Planner) -> None:
    words = (
        "--ambient-caps=chown", "--bounding-caps=chown,net_raw", "--no-new-privs", "--pdeathsig=TERM",
        "--chdir=/srv/a b", "--env=PATH=/bin", "--unset-env=[A-Z]*", "kafka:data", "run", "$x",
    )  # fmt: skip
    environment = "PATH=/bin HOME=/srv/kafka USER=kafka LOGNAME=kafka SHELL=/bin/bash"
    assert line(planned(*words)) == (
        "setpriv --reuid=1001 --regid=2002 --groups=2002 --inh-caps=-all,+chown --ambient-caps=+chown "
        "--bounding-set=-all,+chown,+net_raw --no-new-privs --pdeathsig=TERM -- "
        f"env -i -C '/srv/a b' {environment} run '$x'"
    )


def test_root_keeps_what_is_inheritable(planned: Planner) -> None:
    words = shlex.split(line(planned("--env=PATH=/bin", "0:0", "run")))
    assert words[:5] == ["setpriv", "--reuid=0", "--regid=0", "--groups=0", "--"]
    words = shlex.split(line(planned("--ambient-caps=chown", "0:0", "run")))
    assert words[4:6] == ["--inh-caps=+chown", "--ambient-caps=+chown"]


def test_groups_that_stay_and_a_signal_without_a_name(planned: Planner) -> None:
    words = shlex.split(line(planned("--keep-groups", "--pdeathsig=40", "kafka", "run")))
    assert "--keep-groups" in words
    assert "--pdeathsig=40" in words
    assert not [word for word in words if word.startswith("--groups")]


GAPS = [
    ("--umask=027", "--umask has no equivalent; run umask 0027 in the shell first."),
    ("--rlimit=nofile=1:unlimited", "--rlimit has no equivalent; put prlimit --nofile=1:unlimited in front."),
    ("--rlimit=core=0", "--rlimit has no equivalent; put prlimit --core=0:0 in front."),
    ("--nice=-5", "--nice has no equivalent; run renice -n -5 -p $$ in the shell first."),
    ("--oom-score-adj=7", "--oom-score-adj has no equivalent; put choom -n 7 -- in front."),
    ("--argv0=k", "--argv0 has no equivalent."),
    ("--close-fds", "--close-fds has no equivalent."),
    ("--chown-stdio", "--chown-stdio has no equivalent."),
]


@pytest.mark.parametrize(("option", "gap"), GAPS)
def test_each_option_that_setpriv_lacks_is_said(planned: Planner, option: str, gap: str) -> None:
    assert gaps(planned(option, "kafka", "run")) == [f"setpriv: {gap}"]


def test_a_terminal_that_is_given_up_is_said(planned: Planner) -> None:
    plan = altered(planned("kafka", "run"), no_tty=True)
    assert gaps(plan) == ["setpriv: --no-tty has no equivalent."]


def test_a_plan_that_setpriv_can_say_has_no_gap(planned: Planner) -> None:
    assert gaps(planned("--chdir=/", "--no-new-privs", "kafka", "run")) == []


def test_a_command_that_env_takes_for_a_variable_goes_without_env(planned: Planner) -> None:
    plain, entered = planned("kafka", "A=1"), planned("--chdir=/a b", "kafka", "A=1")
    assert line(plain).endswith("--inh-caps=-all -- A=1")
    said = (
        "setpriv: the environment is left as it is, because env takes a command with = in its name for a "
        "variable."
    )
    assert gaps(plain) == [said]
    assert gaps(entered) == [said, "setpriv: --chdir has no equivalent; run cd '/a b' first."]
