from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from dropexec.probe.process import (
    ancestors,
    children,
    descendants,
    described,
    end_of,
    inner_pid,
    reap,
    stat,
)


@pytest.mark.parametrize(
    ("status", "end", "words"),
    [
        (0, {"status": 0}, "exited with status 0"),
        (7 << 8, {"status": 7}, "exited with status 7"),
        (255 << 8, {"status": 255}, "exited with status 255"),
        (signal.SIGTERM, {"signal": "SIGTERM"}, "was terminated by SIGTERM"),
        (signal.SIGSEGV | 128, {"signal": "SIGSEGV"}, "was terminated by SIGSEGV"),
        (40, {"signal": "SIG40"}, "was terminated by SIG40"),
    ],
)
def test_an_end_is_a_status_or_a_signal(status: int, end: dict[str, Any], words: str) -> None:
    assert end_of(status) == end
    assert described(end) == words


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
    assert reap(child) == {"status": 7}
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
