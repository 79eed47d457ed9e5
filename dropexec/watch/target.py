"""What the command line asks for, as processes and units of this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dropexec.watch.bpf.selection import UNIT_BYTES
from dropexec.watch.errors import NoTargetError
from dropexec.watch.escape import command_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dropexec.watch.proc import Proc, Process

_COMM_LENGTH = 15  # TASK_COMM_LEN less the NUL
_SUFFIXES = (".service", ".scope", ".socket", ".mount", ".swap", ".slice")


def by_pid(pids: Iterable[int], proc: Proc) -> list[Process]:
    """Return the processes with these ids; a thread's id stands for its process. Raises NoTargetError."""
    found: dict[int, Process] = {}
    for pid in pids:
        task = proc.process(pid)
        process = proc.process(task.tgid) if task is not None else None
        if process is None or proc.ended(process.pid):
            raise NoTargetError(f"cannot watch {pid}: no such process; pgrep -a NAME lists what runs")
        found[process.pid] = process
    return list(found.values())


def by_name(name: str, proc: Proc, own: int) -> list[Process]:
    """Return the processes called exactly so, but not `own`; raises NoTargetError where there is none.

    The kernel's name of a process has 15 bytes; a longer one is compared with the first word's base name.
    """
    found = []
    for pid in proc.processes():
        process = proc.process(pid)
        if process is None or pid == own or proc.ended(pid):
            continue
        if process.comm == name or (len(os.fsencode(name)) > _COMM_LENGTH and _called(proc, pid) == name):
            found.append(process)
    if not found:
        word = command_line((name,))
        raise NoTargetError(
            f"cannot watch {word}: no process is called so; pgrep -a {word} lists similar ones"
        )
    return found


def _called(proc: Proc, pid: int) -> str | None:
    words = proc.arguments(pid)
    return os.path.basename(words[0]) if words else None


class Unit(NamedTuple):
    """A unit by its full name, with its control groups; ``unified`` is whether eBPF can tell them by name."""

    name: str
    directories: tuple[str, ...]
    unified: bool


def unit_name(word: str) -> str:
    """Return the full name of a unit: without a suffix it is a service, as for systemctl(1)."""
    return word if word.endswith(_SUFFIXES) else f"{word}.service"


def by_unit(word: str, mountinfo: str = "/proc/self/mountinfo") -> Unit:
    """Return the unit, which must have a control group now; raises NoTargetError."""
    name = unit_name(word)
    shown = command_line((name,))
    if not 0 < len(os.fsencode(name)) < UNIT_BYTES or "/" in name:
        raise NoTargetError(
            f"cannot watch unit {shown}: a unit's name has no slash and at most {UNIT_BYTES - 1} bytes"
        )
    unified, legacy = _hierarchies(mountinfo)
    for hierarchy in (unified, legacy):
        directories = tuple(_groups(hierarchy, name))
        if directories:
            return Unit(name, directories, hierarchy is unified)
    raise NoTargetError(
        f"cannot watch unit {shown}: it has no control group here; systemctl status {shown} says why"
    )


def members(directories: Iterable[str]) -> Iterator[int]:
    """Yield the processes in control groups and below them."""
    for top in directories:
        for place, _, _ in os.walk(top):
            try:
                with open(f"{place}/cgroup.procs", encoding="ascii") as file:
                    yield from (int(line) for line in file if line.strip() != "0")
            except OSError:
                continue  # it has just been removed


def _hierarchies(mountinfo: str) -> tuple[list[str], list[str]]:
    """Return where the unified hierarchy is mounted, and systemd's of version 1; proc_pid_mountinfo(5)."""
    unified, legacy = [], []
    with open(mountinfo, encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            place, _, source = line.partition(" - ")
            kind, _, options = source.split(maxsplit=2)
            if kind == "cgroup2":
                unified.append(place.split()[4])
            elif kind == "cgroup" and "name=systemd" in options:
                legacy.append(place.split()[4])
    return unified, legacy


def _groups(mounts: Iterable[str], name: str) -> Iterator[str]:
    for mount in mounts:
        for place, below, _ in os.walk(mount):
            if name in below:
                yield f"{place}/{name}"
