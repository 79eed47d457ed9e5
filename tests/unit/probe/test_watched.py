"""The processes of an observation end, and are told apart by who reaped them."""

from __future__ import annotations

import os
import signal
import time

import pytest

from dropexec.probe import kernel
from dropexec.probe.loop import Loop
from dropexec.probe.watched import WatchedProcess, WatchedProcesses
from dropexec.recording.ending import Ending


def sleeper(status: int = 0) -> tuple[int, int]:
    """Return a child that exits with `status` when the pipe, whose end is returned too, is closed."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        os.read(heard, 1)
        os._exit(status)
    os.close(heard)
    return child, told


@pytest.fixture
def loop() -> Loop:
    return Loop()


def add(processes: WatchedProcesses, role: str, pid: int) -> WatchedProcess:
    member = processes.add(role, pid)
    assert member is not None
    return member


def test_an_end_is_noticed_and_told_once_by_its_wait_status(loop: Loop) -> None:
    child, told = sleeper(7)
    processes = WatchedProcesses(loop)
    member = add(processes, "tool", child)
    assert (member.gone, member.send(signal.SIGCONT) is not None) == (False, True)
    before = time.monotonic()
    os.close(told)
    assert loop.run(lambda: member.gone, time.monotonic() + 10)
    assert member.ended is not None
    assert before <= member.ended <= time.monotonic()
    assert member.end() == (Ending(status=7), "observer")
    assert member.send(signal.SIGTERM) is None
    os.close(member.pidfd)


def test_one_that_somebody_else_reaped_is_known_to_newer_kernels_only(loop: Loop) -> None:
    child, told = sleeper(9)
    member = add(WatchedProcesses(loop), "target", child)
    os.close(told)
    loop.run(lambda: member.gone, time.monotonic() + 10)
    assert member.ended is not None
    os.waitpid(child, 0)
    expected = Ending(status=9) if kernel.wait_status(member.pidfd) is not None else None
    assert member.end() == (expected, "other")
    os.close(member.pidfd)


def test_members_are_found_by_their_own_pid(loop: Loop) -> None:
    child, told = sleeper()
    processes = WatchedProcesses(loop)
    member = add(processes, "tool", child)
    assert processes.pid_of_inner(member.inner) == child
    assert processes.pid_of_inner(-5) is None
    os.close(told)
    os.waitpid(child, 0)
    os.close(member.pidfd)
    assert processes.add("between", child) is None
