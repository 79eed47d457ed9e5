"""What is wrong with a PID file: what its number names now, and who may change it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dropexec.doctor.check import FAIL, WARN, Finding
from dropexec.doctor.text import path_shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host
    from dropexec.doctor.pidfile import PidFile

_TOLERANCE = 2.0
"""Seconds by which a process may seem younger than its file: btime has no fractions of a second."""


def tolerance(host: Host) -> float:
    """Return by how many seconds a process of this host may seem younger than a file that names it."""
    return _TOLERANCE + _clock_step(host)


def _clock_step(host: Host) -> float:
    """Return by how much the clock was set forward since the boot, as far as /run shows, in seconds.

    Start times are counted from the boot and dated by today's clock, files are dated by the clock of their
    day: after a step of NTP's every early process seems younger than its PID file. /run is empty at boot, so
    whatever in it is dated before the boot was dated by the clock before the step. (ctime cannot be set.)
    """
    oldest = _oldest(host)
    return 0.0 if oldest is None else max(0.0, host.proc.boot - oldest)


def _oldest(host: Host) -> float | None:
    """Return the oldest ctime in /run, None where /run is no mount of its own: then it may be an image's."""
    run = host.root / "run"
    try:
        device = os.stat(run).st_dev
        if device == os.stat(host.root).st_dev:
            return None
        with os.scandir(run) as entries:
            found = [entry.stat(follow_symlinks=False) for entry in entries]
    except OSError:
        return None
    # What is mounted below, a container's secrets say, is as old as where it comes from.
    return min((one.st_ctime for one in found if one.st_dev == device), default=None)


def find(host: Host, name: str, file: PidFile, tolerance: float) -> Iterator[Finding]:
    """Yield what is wrong with a PID file, which the host knows as ``name``.

    A process younger than the file by more than ``tolerance`` seconds is another one. Pure but for /proc.
    """
    shown_name = path_shown(name)
    about: dict[str, object] = {"path": name, "numbers": list(file.numbers)}
    if len(file.numbers) > 1:
        what = f"holds {len(file.numbers)} numbers: kill $(cat {shown_name}) signals each of them"
        yield Finding(
            FAIL, f"{shown_name} {what}; keep the main process's alone", {**about, "fault": "several"}
        )
    elif file.numbers and file.numbers[0] <= 0:
        what = "the caller's own process group" if file.numbers[0] == 0 else "a whole process group"
        if file.numbers[0] == -1:
            what = "every process"
        yield Finding(
            FAIL,
            f"{shown_name} holds {file.numbers[0]}: kill $(cat {shown_name}) signals {what}; remove the file",
            {**about, "fault": "not-a-pid"},
        )
    status = host.proc.status(file.numbers[0]) if len(file.numbers) == 1 else {}
    if len(file.numbers) == 1 and file.numbers[0] > 0:
        yield from _process_faults(host, shown_name, file, status, tolerance, about)
    if writers := _writers(status, file):
        what = f"{shown_name} may be written by {writers}, who so choose the process that is signalled"
        yield Finding(FAIL, f"{what}; mend its owner and mode", {**about, "fault": "writable"})


def _process_faults(
    host: Host,
    shown_name: str,
    file: PidFile,
    status: dict[str, str],
    tolerance: float,
    about: dict[str, object],
) -> Iterator[Finding]:
    [number] = file.numbers
    process = host.proc.process(number)
    if process is None or not status:
        what = f"{shown_name} holds {number}, which no process has now and any may be given; remove the file"
        yield Finding(WARN, what, {**about, "fault": "dead"})
        return
    about = {**about, "comm": process.comm}
    # /proc answers for a thread's number as well, with the process that it belongs to as Tgid.
    leader = int(status["Tgid"])
    if leader != number:
        owner = host.proc.process(leader)
        victim = f"process {leader} ({shown(owner.comm) if owner else 'gone by now'})"
        yield Finding(
            FAIL,
            f"{shown_name} holds {number}, a thread ({shown(process.comm)}) of {victim}: "
            f"kill $(cat {shown_name}) would end that process; remove the file",
            {**about, "fault": "thread", "process": leader},
        )
    elif (late := host.proc.boot + process.start - file.written) > tolerance:
        yield Finding(
            FAIL,
            f"{shown_name} holds {number}, now {shown(process.comm)}, which was started {late:.0f} s after "
            f"the file was written: kill $(cat {shown_name}) would end another program; remove the file",
            {**about, "fault": "younger", "seconds": round(late, 1)},
        )


def _writers(status: dict[str, str], file: PidFile) -> str | None:
    """Return who besides root and the process itself may change the file."""
    if file.mode & 0o002 or file.open_directory:
        return "everybody"
    if not status:
        return None
    if file.uid not in {0, *map(int, status["Uid"].split())}:
        return f"uid {file.uid}"
    groups = {0, *map(int, status["Gid"].split()), *map(int, status.get("Groups", "").split())}
    return f"group {file.gid}" if file.mode & 0o020 and file.gid not in groups else None
