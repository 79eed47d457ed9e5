"""What the target said: the lines that came through its log, a FIFO, as they come."""

from __future__ import annotations

import os
import re
import select
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.lab.process import LabError

_READY = re.compile(r"ready pid=(\d+) ppid=(\d+) uid=(\d+) gid=(\d+) groups=([\d,]*)(.*)")


@dataclass(frozen=True)
class Ready:
    """The first line of one run of the target: its own view of its PIDs, `rest` what its supervisor gave."""

    pid: int
    ppid: int
    uid: int
    gid: int
    groups: frozenset[int]
    rest: str

    @classmethod
    def from_line(cls, line: str) -> Ready:
        """Read a line ``ready pid=…``; LabError for another."""
        found = _READY.fullmatch(line)
        if found is None:
            raise LabError(f"the target said {line!r}")
        pid, ppid, uid, gid, groups, rest = found.groups()
        numbers = frozenset(int(group) for group in groups.split(",") if group)
        return cls(int(pid), int(ppid), int(uid), int(gid), numbers, rest.strip())


class Log:
    """A FIFO that the target, whoever it runs as, may open for writing, and the lab's end of it.

    Unlike a file it can be waited for. Its directory must not be sticky: protected_fifos, proc_sys_fs(5).
    """

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        os.chmod(path, 0o666)
        # Both ends: with a writer of its own, the lab sees no end of file between two runs of the target.
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self._partial = ""
        self.lines: list[str] = []

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)

    def seen(self) -> list[str]:
        """Return all lines that have come so far."""
        self._read()
        return self.lines

    def ready(self, number: int, seconds: float) -> Ready:
        """Return the `number`-th start of the target, from 0; LabError when it has not come in time."""
        deadline = time.monotonic() + seconds
        while True:
            lines = [line for line in self.seen() if line.startswith("ready ")]
            if len(lines) > number:
                return Ready.from_line(lines[number])
            if not select.select([self._fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise LabError(f"no start number {number} of the target within {seconds:.0f} s: {self.lines}")

    def runs(self) -> list[list[str]]:
        """Return what each run of the target said after its ready line."""
        runs: list[list[str]] = []
        for line in self.seen():
            if line.startswith("ready "):
                runs.append([])
            else:
                runs[-1].append(line)
        return runs

    def _read(self) -> None:
        try:
            while data := os.read(self._fd, 65536):
                *complete, self._partial = (self._partial + data.decode()).split("\n")
                self.lines += complete
        except BlockingIOError:
            pass
