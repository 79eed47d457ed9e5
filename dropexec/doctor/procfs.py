"""Processes as /proc shows them: names, parents, start times, threads, control groups (proc(5))."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DELETED = " (deleted)"


@dataclass(frozen=True)
class Process:
    """One line of /proc/PID/stat; ``start`` is in seconds since the boot, ``terminal`` 0 for none."""

    pid: int
    comm: str
    parent: int
    session: int
    terminal: int
    start: float


class Proc:
    """A directory like /proc. What is gone, or may not be read, is None."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @cached_property
    def boot(self) -> float:
        """When the machine was booted by the clock of today, in seconds of the epoch."""
        for line in self.read("stat").splitlines():
            if line.startswith("btime "):
                return float(line.split()[1])
        raise OSError(f"{self.directory}/stat has no btime")

    @cached_property
    def uptime(self) -> float:
        """Seconds since the boot, time asleep included, as start times are counted."""
        return float(self.read("uptime").split()[0])

    def process(self, pid: int) -> Process | None:
        """Return what has that number, a thread as well as a process."""
        try:
            text = self.read(f"{pid}/stat")
        except OSError:
            return None
        # The name may hold blanks and parentheses: the last parenthesis ends it (proc_pid_stat(5)).
        head, _, tail = text.rpartition(")")
        words = tail.split()
        start = int(words[19]) / os.sysconf("SC_CLK_TCK")
        return Process(pid, head.partition("(")[2], int(words[1]), int(words[3]), int(words[4]), start)

    def processes(self) -> dict[int, Process]:
        """Return every process by its PID, threads left out."""
        found = (self.process(int(name)) for name in os.listdir(self.directory) if name.isdecimal())
        return {process.pid: process for process in found if process is not None}

    def status(self, pid: int) -> dict[str, str]:
        """Return the fields of /proc/PID/status, which answers for a thread's number too; {} for none."""
        try:
            text = self.read(f"{pid}/status")
        except OSError:
            return {}
        return {
            name: value.strip()
            for name, _, value in (line.partition(":") for line in text.rstrip("\n").split("\n"))
        }

    def executable(self, pid: int) -> str | None:
        """Return the path of the file that runs; for another user's process only root may ask."""
        try:
            path = os.readlink(self.directory / str(pid) / "exe")
        except OSError:
            return None
        return path.removesuffix(_DELETED)

    def root(self, pid: int) -> Path | None:
        """Return where this process finds the root of another (proc_pid_root(5)), a container's say."""
        path = self.directory / str(pid) / "root"
        return path if os.access(path / "etc", os.X_OK) else None

    def control_group(self, pid: int) -> str | None:
        """Return the path of the control group that systemd keeps (cgroups(7)): v2's, or name=systemd's."""
        try:
            lines = self.read(f"{pid}/cgroup").split("\n")
        except OSError:
            return None
        groups = dict(line.split(":", 2)[1:] for line in lines if line.count(":") >= 2)
        return groups.get("name=systemd", groups.get(""))

    def unit(self, pid: int) -> str | None:
        """Return the service or scope that the process is in, None where there is none."""
        parts = (self.control_group(pid) or "").split("/")
        return next((part for part in reversed(parts) if part.endswith((".service", ".scope"))), None)

    def read(self, name: str) -> str:
        """Return a file's text; bytes that are not UTF-8 are lone surrogates (PEP 383). Raises OSError."""
        with open(f"{self.directory}/{name}", "rb", buffering=0) as file:
            return file.read().decode("utf-8", "surrogateescape")
