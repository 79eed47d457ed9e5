"""Whatever ends a watch, the kernel is as it was."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable

import pytest

from tests.lab.watch import kernel
from tests.lab.watch.child import Child
from tests.lab.watch.watcher import SECONDS, Watcher, watching


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it stays"
        select.select([], [], [], 0.02)  # the kernel tells nobody


def mine(watcher: Watcher) -> list[str]:
    return [name for name in kernel.instances() if name.startswith(f"dropexec-watch-{watcher.pid}-")]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, None])
def test_no_program_is_left(end: signal.Signals | None) -> None:
    before = kernel.programs()
    with Child(["sleep", "99"]) as child, watching(child.pid) as watcher:
        loaded = kernel.programs() - before
        assert len(loaded) == 4
        os.kill(child.pid if end is None else watcher.pid, end or signal.SIGTERM)
        ending = watcher.wait()
    if end != signal.SIGKILL:
        assert ending.status == (0 if end is None else 128 + end)
    wait_until(lambda: not loaded & kernel.programs())


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, None])
def test_no_trace_instance_is_left(end: signal.Signals | None) -> None:
    with Child(["sleep", "99"]) as child, watching(child.pid, engine="tracefs") as watcher:
        assert len(mine(watcher)) == 1
        os.kill(child.pid if end is None else watcher.pid, end or signal.SIGTERM)
        watcher.wait()
        wait_until(lambda: not mine(watcher))


def test_an_interrupted_watch_says_that_the_target_still_runs() -> None:
    with Child(["sleep", "99"]) as child, watching(child.pid) as watcher:
        os.kill(watcher.pid, signal.SIGINT)
        assert watcher.wait().status == 130
        assert watcher.ends == [
            {"format": "dropexec-end/1", "pid": child.pid, "end": None, "by": None, "lost": 0}
        ]


def test_a_watch_of_a_given_time_ends_with_status_0() -> None:
    with Child(["sleep", "99"]) as child, watching(child.pid, "--for", "1s") as watcher:
        assert watcher.wait().status == 0
        assert [one["end"] for one in watcher.ends] == [None]
