"""Processes as proc(5) shows them, each held to its start time: a number alone proves nothing."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

# /proc counts in clock ticks of USER_HZ, which is part of the kernel's interface: 100 on all but alpha.
_TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_NUMBER = re.compile(r"[0-9]{1,20}")
_UNSET = 0xFFFFFFFF
_PF_KTHREAD = 0x00200000
_PTS_MAJOR = 136  # to 143; Documentation/admin-guide/devices.txt


class Process(NamedTuple):
    """One task: ``tgid`` is its process, ``start`` nanoseconds of CLOCK_BOOTTIME, cut to a clock tick."""

    pid: int
    tgid: int
    comm: str
    start: int


def process_id(word: str) -> int | None:
    """Return the number that a word is, None where it is another word: no process id has over 20 digits."""
    return int(word) if _NUMBER.fullmatch(word) else None


def same_start(one: int, other: int) -> bool:
    """Return whether two start times are one, of which either may be cut to a clock tick."""
    return one // _TICK == other // _TICK


class Proc:
    """A mounted proc file system. What has gone, or may not be read, is None."""

    def __init__(self, root: str = "/proc") -> None:
        self._root = root

    def _read(self, pid: int, name: str) -> bytes | None:
        try:
            with open(f"{self._root}/{pid}/{name}", "rb") as file:
                return file.read()
        except OSError:
            return None

    def process(self, pid: int) -> Process | None:
        """Return the task with a number; thread ids answer here too, though no listing has them."""
        stat, status = self._read(pid, "stat"), self._read(pid, "status")
        if stat is None or status is None:
            return None
        # The comm may hold blanks and parentheses; the last one ends it. Field 22, starttime.
        name, _, rest = stat.partition(b"(")[2].rpartition(b")")
        start = int(rest.split()[19]) * _TICK
        fields = dict(line.partition(b":")[::2] for line in status.split(b"\n"))
        return Process(pid, int(fields[b"Tgid"]), name.decode("utf-8", "surrogateescape"), start)

    def runs(self, pid: int, start: int) -> bool:
        """Return whether the process that started then still has the number."""
        found = self.process(pid)
        return found is not None and same_start(found.start, start)

    def ended(self, pid: int) -> bool:
        """Return whether all of a process has ended, though its parent has not yet asked how: a zombie.

        Where only the first thread has, the process is a zombie to look at and lives on in the others.
        """
        fields = self._stat(pid)
        state = fields[0] if fields else b"X"
        if state not in (b"Z", b"X"):
            return False
        try:
            return len(os.listdir(f"{self._root}/{pid}/task")) < 2
        except OSError:
            return True

    def _stat(self, pid: int) -> list[bytes]:
        """Return the fields of proc_pid_stat(5) from the third on, none where it is gone."""
        return (self._read(pid, "stat") or b"").rpartition(b")")[2].split()

    def parent(self, pid: int) -> int:
        """Return a process's parent, 0 where it has none or is gone."""
        fields = self._stat(pid)
        return int(fields[1]) if fields else 0

    def is_kernel_thread(self, pid: int) -> bool:
        """Return whether a task is a thread of the kernel's: PF_KTHREAD in its flags."""
        fields = self._stat(pid)
        return bool(fields) and bool(int(fields[6]) & _PF_KTHREAD)

    def tty(self, pid: int) -> str | None:
        """Return the controlling terminal as the kernel names it, ``pts3``, None where there is none."""
        fields = self._stat(pid)
        if not fields or fields[4] == b"0":
            return None
        device = int(fields[4])
        major, minor = device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00
        if _PTS_MAJOR <= major < _PTS_MAJOR + 8:
            return f"pts{minor + ((major - _PTS_MAJOR) << 8)}"
        return self._name_of_device(major, minor)

    @staticmethod
    def _name_of_device(major: int, minor: int) -> str | None:
        try:
            return os.path.basename(os.readlink(f"/sys/dev/char/{major}:{minor}"))
        except OSError:
            return None

    def uid(self, pid: int) -> int | None:
        """Return a process's real uid."""
        status = self._read(pid, "status")
        fields = dict(line.partition(b":")[::2] for line in (status or b"").split(b"\n"))
        return int(fields[b"Uid"].split()[0]) if b"Uid" in fields else None

    def number(self, pid: int, name: str) -> int | None:
        """Return what ``loginuid`` or ``sessionid`` holds, None where it is not set."""
        text = self._read(pid, name)
        value = int(text) if text and text.strip().isdigit() else _UNSET
        return None if value == _UNSET else value

    def threads(self, pid: int) -> list[int]:
        """Return the ids of a process's threads."""
        try:
            return [int(name) for name in os.listdir(f"{self._root}/{pid}/task")]
        except OSError:
            return []

    def arguments(self, pid: int) -> tuple[str, ...] | None:
        """Return the command line, None where it is empty: a kernel thread's, a zombie's."""
        raw = self._read(pid, "cmdline")
        if not raw:
            return None
        words = raw.removesuffix(b"\0").split(b"\0")
        return tuple(word.decode("utf-8", "surrogateescape") for word in words)

    def link(self, pid: int, name: str) -> str | None:
        """Return where a link of /proc/PID points: ``exe``, ``cwd``."""
        try:
            return os.fsdecode(os.readlink(f"{self._root}/{pid}/{name}"))
        except OSError:
            return None

    def cgroup(self, pid: int) -> str | None:
        """Return the control group by which systemd knows the process; cgroups(7).

        That is the one in the unified hierarchy, or, with version 1, in the one called ``systemd``.
        """
        paths = {}
        for line in (self._read(pid, "cgroup") or b"").splitlines():
            _, _, rest = line.partition(b":")
            controllers, _, path = rest.partition(b":")
            paths[controllers] = path.decode("utf-8", "surrogateescape")
        unified, named = paths.get(b""), paths.get(b"name=systemd")
        return named if unified in (None, "/") and named is not None else unified

    def processes(self) -> list[int]:
        """Return the ids of all processes, ascending."""
        return sorted(int(name) for name in os.listdir(self._root) if name.isdecimal())
