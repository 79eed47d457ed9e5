"""Every way of sending a signal, as both engines see it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.process import ENVIRONMENT
from tests.lab.watch.conftest import Threads
from tests.lab.watch.watcher import Document, Watcher, watching
from tests.lab.watch.ways import WAYS, Way

SEND = str(Path(__file__).with_name("send.py"))


@pytest.fixture(scope="module")
def watcher(threads: Threads, engine: str) -> Iterator[Watcher]:
    with watching(threads.pid, engine=engine) as watcher:
        yield watcher


def send(way: str, threads: Threads, watcher: Watcher) -> tuple[Document, int]:
    """Send USR1 and return what was seen of it, and the sender's process id."""
    before = len(watcher.signals)
    argv = [sys.executable, "-I", SEND, way, str(threads.pid), str(threads.tids[1]), "USR1"]
    with subprocess.Popen(argv, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as sender:
        _, error = sender.communicate()
    if "PIDFD_THREAD" in error or "Errno 22" in error:
        pytest.skip("this kernel has no pidfd of a thread: Linux 6.9")
    assert sender.returncode == 0, error
    return watcher.signal("USR1", before), sender.pid


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_signal_is_seen_with_its_code_its_target_and_its_sender(
    way: Way, threads: Threads, watcher: Watcher, engine: str
) -> None:
    found, pid = send(way.name, threads, watcher)
    tid = threads.tids[1] if way.thread else threads.pid
    assert {key: found[key] for key in ("code", "origin", "addressed_thread", "engine", "lost")} == {
        "code": way.code,
        "origin": "process",
        "addressed_thread": way.stale,
        "engine": engine,
        "lost": 0,
    }
    assert (found["target"]["pid"], found["target"]["tid"]) == (threads.pid, tid)
    assert (found["sender"]["pid"], found["sender"]["tid"]) == (pid, pid)
    assert found["sender"]["ancestors"][0]["pid"] == os.getpid()
    assert os.path.realpath(found["sender"]["executable"]) == os.path.realpath(sys.executable)


def test_a_process_that_writes_a_timers_code_is_still_the_sender(threads: Threads) -> None:
    with watching(threads.pid) as watcher:
        found, pid = send("forged-timer", threads, watcher)
    assert (found["code"], found["origin"], found["sender"]["pid"]) == (-2, "process", pid)


def test_the_sender_is_described_in_full(threads: Threads) -> None:
    with watching(threads.pid) as watcher:
        found, _ = send("kill", threads, watcher)
    sender = found["sender"]
    assert sender["argv"] == [
        sys.executable,
        "-I",
        SEND,
        "kill",
        str(threads.pid),
        str(threads.tids[1]),
        "USR1",
    ]
    assert sender["uid"] == os.getuid()
    assert sender["ancestors"][-1]["pid"] == 1
    assert sender["cgroup"].startswith("/")
