"""The story that watch was made for: a JVM, a second daemon, a stale PID file that names a thread."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lab.process import ENVIRONMENT
from tests.lab.watch.child import Child

THREADS = 300
_HERE = Path(__file__).parent


class Story(NamedTuple):
    """The JVM, one of its threads with its name, and the PID file that has the thread's number."""

    jvm: Child
    pid: int
    tid: int
    thread: str
    pid_file: Path
    second: str

    def go_on(self) -> None:
        """Have the JVM start the second daemon, which kills."""
        self.jvm.write("\n")


@contextmanager
def told(directory: Path) -> Iterator[Story]:
    """Start the JVM; the PID file is in `directory`."""
    java = shutil.which("java", path=ENVIRONMENT["PATH"])
    if java is None:
        pytest.skip("java is not installed: apt-get install default-jre-headless")
    pid_file, second = directory / "second.pid", str(shutil.copy(_HERE / "second-daemon", directory))
    options = ["-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData"]
    with Child([java, *options, str(_HERE / "Threads.java"), str(THREADS), second, str(pid_file)]) as jvm:
        pid = int(jvm.line("ready").split()[1])
        tid = max(int(name) for name in os.listdir(f"/proc/{pid}/task") if _is_worker(pid, name))
        pid_file.write_text(f"{tid}\n", encoding="ascii")
        yield Story(jvm, pid, tid, _comm(pid, str(tid)), pid_file, second)


def _comm(pid: int, tid: str) -> str:
    return Path(f"/proc/{pid}/task/{tid}/comm").read_text(encoding="ascii").rstrip("\n")


def _is_worker(pid: int, tid: str) -> bool:
    return _comm(pid, tid).startswith("worker-")
