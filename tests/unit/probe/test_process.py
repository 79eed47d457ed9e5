from __future__ import annotations

import os
from typing import Any

from dropexec.probe.process import (
    ancestors,
    children,
    descendants,
    inner_pid,
    reap,
    stat,
)
from dropexec.recording.ending import Ending


def test_a_family_is_found_in_proc_and_reaped_once() -> None:
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        os.read(heard, 1)
        os._exit(7)
    try:
        seen = stat(child)
        assert seen is not None
        assert (seen.pid, seen.ppid) == (child, os.getpid())
        assert child in [one.pid for one in children(os.getpid())]
        assert child in [one.pid for one in descendants(os.getppid())]
        assert [one.pid for one in ancestors(child, os.getppid())] == [os.getpid()]
        assert inner_pid(child) > 0
        assert reap(child) is None
    finally:
        os.close(told)
        os.close(heard)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert reap(child) == Ending(status=7)
    assert reap(child) is None
    assert stat(child) is None


def test_a_name_with_parentheses_does_not_confuse(tmp_path: Any) -> None:
    name = "a) (b"
    script = tmp_path / name
    script.write_text("#!/bin/sh\nread line\n")
    script.chmod(0o755)
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(heard, 0)
        os.close(told)
        os.execv(script, [str(script)])
    try:
        while (seen := stat(child)) is not None and seen.name != name:
            assert seen.ppid == os.getpid()
        assert seen is not None
        assert seen.ppid == os.getpid()
    finally:
        os.close(told)
        os.close(heard)
        os.waitpid(child, 0)
