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
    """Return what /proc says about `pid`, or None where it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    # The name may hold blanks and parentheses; the last ")" ends it.
    name, _, rest = text.partition("(")[2].rpartition(")")
    state, ppid, pgid, sid = rest.split()[:4]
    return Stat(pid, name, state, int(ppid), int(pgid), int(sid))


def ancestors(pid: int, top: int) -> list[Stat]:
    """Return the processes above `pid` from its parent up, without `top`, where the line must end."""
    line: list[Stat] = []
    current = stat(pid)
    while current is not None and current.ppid not in (0, top):
        current = stat(current.ppid)
        if current is not None:
            line.append(current)
    return line


def children(pid: int) -> list[Stat]:
    """Return the children of `pid`, zombies among them, by pid."""
    everyone = (stat(int(name)) for name in os.listdir("/proc") if name.isdecimal())
    return sorted((one for one in everyone if one is not None and one.ppid == pid), key=lambda one: one.pid)


def descendants(pid: int) -> list[Stat]:
    """Return every process below `pid`, zombies among them, by pid."""
    found: list[Stat] = []
    pending = [pid]
    everyone = [
        one for name in os.listdir("/proc") if name.isdecimal() and (one := stat(int(name))) is not None
    ]
    while pending:
        below = [one for one in everyone if one.ppid == pending[0]]
        pending = pending[1:] + [one.pid for one in below]
        found += below
    return sorted(found, key=lambda one: one.pid)


def inner_pid(pid: int) -> int:
    """Return `pid` as the process itself sees it, in its PID namespace; `pid` where that is unknown."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("NSpid:"):
                    return int(line.split()[-1])
    except OSError:
        pass
    return pid


def reap(pid: int) -> Ending | None:
    """Return how the child `pid` ended and reap it; None where it runs still, or is no child of ours."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return None
    return Ending.of_wait_status(status) if found else None
