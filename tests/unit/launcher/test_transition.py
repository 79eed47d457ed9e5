"""A step that fails ends the process with 125; it never falls through to the exec."""

from __future__ import annotations

import os
import posix
import resource
import sys
from typing import Any

import pytest

from dropexec.launcher import entry, kernel, plan, terminal
from tests.unit import forked

STEPS: list[tuple[Any, str, list[str]]] = [
    (resource, "prlimit", ["--rlimit=core=0"]),
    (posix, "setpriority", ["--nice=5"]),
    (posix, "pread", ["--oom-score-adj=500"]),
    (posix, "umask", ["--umask=027"]),
    (terminal, "detach", ["--no-tty"]),
    (posix, "fchown", ["--chown-stdio"]),
    (posix, "listdir", ["--close-fds"]),
    (kernel, "drop_bound", ["--bounding-caps=none"]),
    (posix, "setgroups", []),
    (posix, "setresgid", []),
    (posix, "setresuid", []),
    (posix, "getresuid", []),
    (kernel, "keep_capabilities", ["--ambient-caps=chown"]),
    (kernel, "capset", ["--ambient-caps=chown"]),
    (kernel, "raise_ambient", ["--ambient-caps=chown"]),
    (kernel, "set_no_new_privs", ["--no-new-privs"]),
    (kernel, "set_parent_death_signal", ["--pdeathsig=TERM"]),
    (posix, "chdir", ["--chdir=/"]),
]


@pytest.mark.root
@pytest.mark.parametrize("number", [1, 5, 22])
@pytest.mark.parametrize(("module", "step", "options"), STEPS, ids=[step for _, step, _ in STEPS])
def test_the_target_never_runs_after_a_step_that_failed(
    module: Any, step: str, options: list[str], number: int
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    def act() -> object:
        executed: list[object] = []
        said: list[str] = []
        reader, writer = os.pipe()
        os.dup2(writer, 0)
        setattr(posix, "execve", lambda *arguments: executed.append(arguments))
        setattr(entry, "tell", said.append)
        sys.argv = ["dropexec", *options, "5001:5002", "/bin/true"]
        real = plan.decide

        def decide(*arguments: Any) -> Any:
            decided = real(*arguments)
            setattr(module, step, refuse)
            return decided

        setattr(plan, "decide", decide)
        os.close(reader)
        return [entry.main(), executed, len(said), said[0].partition(" ")[0]]

    assert forked.in_child(act) == [125, [], 1, "cannot"]
