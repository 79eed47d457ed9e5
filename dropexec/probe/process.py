"""Processes as /proc shows them, and the reaping of children."""

from __future__ import annotations

import os
from dataclasses import dataclass

from dropexec.recording.ending import Ending


@dataclass(frozen=True)
class Stat:
    """The fields of proc_pid_stat(5) that the probe looks at."""

    pid: int
    name: str
    state: str
    ppid: int
    pgid: int
    sid: int


def stat(pid: int) -> Stat | None:
    """Return what /proc says about ``pid``, or None where it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    # The name may hold blanks and parentheses; the last ")" ends it.
    name, _, rest = text.partition("(")[2].rpartition(")")
    state, ppid, pgid, sid = rest.split()[:4]
    return Stat(pid, name, state, int(ppid), int(pgid), int(sid))


def proc_is_ours() -> bool:
    """Tell whether /proc is mounted and shows the PID namespace of this process."""
    try:
        return os.readlink("/proc/self") == str(os.getpid())
    except OSError:
        return False


def ancestors(pid: int, top: int) -> list[Stat]:
    """Return the processes above ``pid`` from its parent up, without ``top``; see ``descends``."""
    line: list[Stat] = []
    current = stat(pid)
    while current is not None and current.ppid not in (0, top):
        current = stat(current.ppid)
        if current is not None:
            line.append(current)
    return line


def descends(pid: int, top: int) -> bool:
    """Tell whether ``pid`` is a descendant of ``top``."""
    current = stat(pid)
    while current is not None and current.ppid not in (0, top):
        current = stat(current.ppid)
    return current is not None and current.ppid == top


def children(pid: int) -> list[Stat]:
    """Return the children of ``pid``, zombies among them, by pid."""
    return sorted((one for one in _everyone() if one.ppid == pid), key=lambda one: one.pid)


def descendants(pid: int) -> list[Stat]:
    """Return every process below ``pid``, zombies among them, by pid."""
    found: list[Stat] = []
    pending = [pid]
    everyone = _everyone()
    while pending:
        below = [one for one in everyone if one.ppid == pending[0]]
        pending = pending[1:] + [one.pid for one in below]
        found += below
    return sorted(found, key=lambda one: one.pid)


def _everyone() -> list[Stat]:
    names = (name for name in os.listdir("/proc") if name.isdecimal())
    return [one for name in names if (one := stat(int(name))) is not None]


def status(pid: int) -> dict[str, str]:
    """Return the fields of proc_pid_status(5) by name; empty where ``pid`` is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            lines = [line.partition(":") for line in file]
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in lines}


def inner_pid(pid: int) -> int:
    """Return ``pid`` as the process itself sees it, in its PID namespace; ``pid`` where that is unknown."""
    numbers = status(pid).get("NSpid", "").split()
    return int(numbers[-1]) if numbers else pid


def reap(pid: int) -> Ending | None:
    """Return how the child ``pid`` ended and reap it; None where it runs still, or is no child of ours."""
    try:
        found, wait_status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return None
    return Ending.of_wait_status(wait_status) if found else None
