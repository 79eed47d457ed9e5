"""Signals that nobody sent: whoever happened to run when they were generated has nothing to do with them."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.process import ENVIRONMENT
from tests.lab.watch.child import Child
from tests.lab.watch.memory import memory_group
from tests.lab.watch.watcher import Document, running, watching

INNOCENT = (sys.executable, "-I", str(Path(__file__).with_name("innocent.py")))


def assert_nobody(found: Document, origin: str) -> None:
    assert (found["origin"], found["sender"]) == (origin, None)
    assert (found["addressed_thread"], found["pid_file"]) == (False, None)


@pytest.mark.parametrize(
    ("case", "signal", "code", "origin"),
    [
        ("alarm", "ALRM", 128, "timer"),
        ("profiling", "PROF", 128, "timer"),
        ("posix-timer", "USR1", -2, "timer"),
        ("pipe", "PIPE", 0, "kernel"),
        ("processor-time", "XCPU", 128, "kernel"),
        ("fault", "SEGV", 1, "kernel"),
    ],
)
def test_what_the_kernel_sends_has_no_sender(case: str, signal: str, code: int, origin: str) -> None:
    with running([*INNOCENT, case]) as watcher:
        found = watcher.signal(signal)
        end = watcher.end()
    assert_nobody(found, origin)
    assert found["code"] == code
    assert (end["end"], end["by"]) == ({"signal": signal}, None)


def test_a_childs_end_is_not_a_stale_pid_file_of_the_thread_that_forked() -> None:
    with watching("--signal", "CHLD", "--all") as watcher, Child([*INNOCENT, "thread-forks"]) as child:
        child.wait()
        pids = iter(range(1000))
        while (found := watcher.signal("CHLD", next(pids)))["target"]["pid"] != child.pid:
            pass
    assert found["target"]["tid"] != found["target"]["pid"]
    assert_nobody(found, "kernel")


def test_the_death_signal_that_a_thread_asked_for_is_not_a_stale_pid_file(engine: str) -> None:
    with Child([*INNOCENT, "death-signal"]) as parent:
        pid = int(parent.line("ready").split()[1])
        with watching(pid, engine=engine) as watcher:
            parent.write("\n")
            found = watcher.signal("TERM")
            end = watcher.end()
    assert found["target"]["tid"] != pid
    assert_nobody(found, "kernel")
    assert (end["pid"], end["end"], end["by"]) == (pid, {"signal": "TERM"}, None)


def test_the_oom_killer_is_named_and_not_who_asked_for_memory(engine: str) -> None:
    with memory_group(64 << 20) as group, Child([*INNOCENT, "memory"]) as child:
        child.line("ready")
        group.add(child.pid)
        with watching(child.pid, engine=engine) as watcher:
            child.write("\n")
            found = watcher.signal("KILL")
            end = watcher.end()
    assert_nobody(found, "oom")
    assert (end["end"], end["by"]) == ({"signal": "KILL"}, None)


def test_the_end_of_a_pid_namespace_is_the_kernels() -> None:
    argv = [
        "unshare",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "sh",
        "-c",
        "sleep 99 & echo ready; read x",
    ]
    with Child(argv) as child:
        child.line("ready")
        with watching("--name", "sleep", "--signal", "KILL") as watcher:
            child.write("\n")
            found = watcher.signal("KILL")
    assert found["code"] == 128
    assert_nobody(found, "kernel")


class Terminal:
    """A process on a terminal of its own, and the terminal's other end."""

    def __init__(self) -> None:
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.execve("/bin/sh", ["sh", "-c", "echo ready; exec sleep 99"], ENVIRONMENT)
        assert b"ready" in os.read(self._master, 100)

    def write(self, data: bytes) -> None:
        os.write(self._master, data)

    def hang_up(self) -> None:
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal()
    yield opened
    opened.hang_up()
    os.waitpid(opened.pid, 0)


def test_a_control_c_is_the_terminals(terminal: Terminal) -> None:
    with watching(terminal.pid) as watcher:
        terminal.write(b"\x03")
        found = watcher.signal("INT")
        end = watcher.end()
    assert_nobody(found, "terminal")
    assert (end["end"], end["by"]) == ({"signal": "INT"}, None)


def test_a_hang_up_is_the_terminals(terminal: Terminal) -> None:
    with watching(terminal.pid) as watcher:
        terminal.hang_up()
        found = watcher.signal("HUP")
    assert_nobody(found, "terminal")


def test_a_death_without_a_signal_has_no_sender() -> None:
    with running([*INNOCENT, "strict-seccomp"]) as watcher:
        end = watcher.end()
        assert watcher.signals == []
    assert (end["end"], end["by"]) == ({"signal": "KILL"}, None)
