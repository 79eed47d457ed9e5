"""Services that run below a launcher which stayed: su and its like between the supervisor and the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.doctor import tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dropexec.doctor.procfs import Proc, Process

_SESSIONS = frozenset({"login", "sshd", "sshd-session"})
"""Whose descendants are a person's, with a terminal or without."""


@dataclass(frozen=True)
class Launch:
    """A launcher with what is above and below it.

    ``supervisor`` is None above PID 1. ``target`` is the first process below that is neither a launcher nor
    a shell with one child; ``between`` are the shells passed on the way to it.
    """

    supervisor: Process | None
    tool: str
    process: Process
    path: str | None
    target: Process | None
    between: tuple[str, ...]
    unit: str | None


def find(proc: Proc, own: int) -> Iterator[Launch]:
    """Yield each launcher that runs now outside anybody's session, the outermost of several.

    ``own`` is this process: what it was started by is left out, and so is what has a terminal, but PID 1.
    """
    processes = proc.processes()
    names = {pid: tools.program(proc, process) for pid, process in processes.items() if _may_be(process)}
    children: dict[int, list[int]] = {}
    for pid, process in sorted(processes.items()):
        children.setdefault(process.parent, []).append(pid)
    mine = set(_ancestors(processes, own))
    for pid, process in sorted(processes.items()):
        tool = names.get(pid, "")
        if tool not in tools.LAUNCHERS or pid in mine or (process.terminal and pid != 1):
            continue
        above = [processes[each] for each in _ancestors(processes, process.parent)]
        if any(each.comm in _SESSIONS or names.get(each.pid) in tools.LAUNCHERS for each in above):
            continue
        target, between = _target(processes, names, children, pid)
        yield Launch(
            processes.get(process.parent),
            tool,
            process,
            proc.executable(pid),
            target,
            between,
            proc.unit(pid),
        )


def _may_be(process: Process) -> bool:
    """Return whether the process may be a launcher or a shell: kernel threads have no file to ask for."""
    return process.parent != 2 and process.pid != 2


def _ancestors(processes: Mapping[int, Process], pid: int) -> Iterator[int]:
    seen: set[int] = set()
    while pid in processes and pid not in seen:
        yield pid
        seen.add(pid)
        pid = processes[pid].parent


def _target(
    processes: Mapping[int, Process], names: Mapping[int, str], children: Mapping[int, list[int]], pid: int
) -> tuple[Process | None, tuple[str, ...]]:
    between: list[str] = []
    while below := children.get(pid):
        pid = below[0]
        name = names.get(pid, "")
        if name in tools.LAUNCHERS:
            continue
        if not tools.is_shell(name) or len(children.get(pid, ())) != 1:
            return processes[pid], tuple(between)
        between.append(name)
    return None, tuple(between)
