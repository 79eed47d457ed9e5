"""dropexecctl watch as a process, and what it printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.lab.collection import PROJECT
from tests.lab.process import Ending, Process

SECONDS = 20.0
COMMAND = (sys.executable, "-m", "dropexec.ctl", "watch")

Document = dict[str, Any]


class Watcher:
    """A watch that has begun; ``signals`` and ``ends`` are what it has printed so far."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def lines(self) -> list[str]:
        """What it said on stderr."""
        return [line for line in self._process.lines if not line.startswith("{")]

    @property
    def _documents(self) -> list[Document]:
        return [json.loads(line) for line in self._process.lines if line.startswith("{")]

    @property
    def signals(self) -> list[Document]:
        return [one for one in self._documents if one["format"] == "dropexec-signal/1"]

    @property
    def ends(self) -> list[Document]:
        return [one for one in self._documents if one["format"] == "dropexec-end/1"]

    def signal(self, name: str, nth: int = 0) -> Document:
        """Wait for the nth signal of that name and return it."""
        self._process.wait_for(lambda: len(self._named(name)) > nth, f"signal {name}", SECONDS)
        return self._named(name)[nth]

    def _named(self, name: str) -> list[Document]:
        return [one for one in self.signals if one["signal"] == name]

    def end(self, nth: int = 0) -> Document:
        """Wait for the nth end and return it."""
        self._process.wait_for(lambda: len(self.ends) > nth, "end", SECONDS)
        return self.ends[nth]

    def wait(self) -> Ending:
        return self._process.wait(SECONDS)


@contextmanager
def watching(*arguments: str | int, engine: str = "bpf") -> Iterator[Watcher]:
    """Start a watch and wait until it has begun; it ends with the block."""
    process = Process([*COMMAND, "--json", "--engine", engine, *map(str, arguments)], directory=str(PROJECT))
    try:
        process.wait_for_line("watching ", SECONDS)
        if engine == "tracefs":
            process.wait_for(
                lambda: sum("watching " in one for one in process.lines) > 1, "beginning", SECONDS
            )
        yield Watcher(process)
    finally:
        process.close()


@contextmanager
def running(argv: Sequence[str]) -> Iterator[Watcher]:
    """Run a command under watch; it ends with the block."""
    process = Process([*COMMAND, "--json", "--", *argv], directory=str(PROJECT))
    try:
        yield Watcher(process)
    finally:
        process.close()
