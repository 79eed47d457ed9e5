"""A supervisor in miniature: it knows one PID, stops that PID, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.process import Ending, Process

if TYPE_CHECKING:
    import pwd
    from collections.abc import Sequence
    from types import TracebackType

# <linux/prctl.h>; the os module has no prctl(2).
_PR_SET_CHILD_SUBREAPER = 36
_PR_GET_CHILD_SUBREAPER = 37

# The longest stop that the lab waits for; the services are built to need about 5 s.
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Shutdown:
    """One SIGTERM to the supervised PID, and what came of it.

    ``seconds`` is the time from the signal to the end of the supervised PID. ``target_end`` is None when the
    launcher reaped the target, which then told nobody else how it ended. ``orphaned`` says that the
    target outlived its launcher.
    """

    seconds: float
    same_process: bool
    supervised_end: Ending
    target_end: Ending | None
    orphaned: bool

    def __str__(self) -> str:
        if self.orphaned:
            return f"orphaned after {self.seconds:.1f} s"
        return f"{self.target_end or self.supervised_end} after {self.seconds:.1f} s"


class Supervisor:
    """Starts processes and, at the end of the block, kills and reaps every descendant of theirs.

    A child subreaper (PR_SET_CHILD_SUBREAPER(2const)): whatever a launcher orphans becomes a child of this
    process and not of PID 1, so its status can be read and it cannot escape. A target that was killed needs
    time to give back a large memory: only ``follow_seconds`` after its launcher does it count as orphaned.
    """

    def __init__(self, follow_seconds: float = 5.0) -> None:
        self._follow_seconds = follow_seconds

    def __enter__(self) -> Supervisor:
        self._started: list[Process] = []
        self._foreign = _children()
        self._was_subreaper = _child_subreaper()
        _set_child_subreaper(True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()
        _set_child_subreaper(self._was_subreaper)

    def start(
        self, argv: Sequence[str], *, directory: str, account: pwd.struct_passwd | None = None
    ) -> Process:
        """Start ``argv`` as a Process that lives no longer than the block."""
        process = Process(argv, directory=directory, account=account)
        self._started.append(process)
        return process

    def stop(self, process: Process, target: int) -> Shutdown:
        """Send SIGTERM to the supervised PID and follow it and the ``target`` PID to the end."""
        target_fd = os.pidfd_open(target)
        try:
            begin = time.monotonic()
            process.signal(signal.SIGTERM)
            end = process.wait(STOP_SECONDS)
            seconds = time.monotonic() - begin
            if target == process.pid:
                return Shutdown(seconds, True, end, end, orphaned=False)
            poll = select.poll()
            poll.register(target_fd, select.POLLIN)
            orphaned = not poll.poll(self._follow_seconds * 1000)
            return Shutdown(seconds, False, end, None if orphaned else _reap(target), orphaned)
        finally:
            os.close(target_fd)

    def orphans(self) -> set[int]:
        """Return the PIDs, zombies included, that were handed up because their own parent ended."""
        return _children() - self._foreign - {process.pid for process in self._started}

    def clear(self) -> None:
        """Kill and reap the started processes and whatever they leave behind; repeatable."""
        for process in self._started:
            process.close()
        self._started.clear()
        self.sweep()

    def sweep(self) -> None:
        """Kill and reap what the started processes orphaned, and leave those alone.

        Only direct children are killed: their PIDs cannot be used again before they are reaped. Their own
        children then become direct ones, until there are none.
        """
        while orphans := self.orphans():
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
            for pid in orphans:
                os.waitpid(pid, 0)


def _reap(pid: int) -> Ending | None:
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return None
    return Ending.from_exitcode(os.waitstatus_to_exitcode(status))


def _children() -> set[int]:
    """Read the PIDs of this process's children from proc_pid_stat(5), zombies included.

    /proc/self/task/*/children would be shorter, but needs CONFIG_PROC_CHILDREN.
    """
    children = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The command name, in parentheses, may itself hold blanks and parentheses.
        if int(stat.rpartition(b")")[2].split()[1]) == os.getpid():
            children.add(int(entry.name))
    return children


def _child_subreaper() -> bool:
    flag = ctypes.c_int()
    _prctl(_PR_GET_CHILD_SUBREAPER, ctypes.byref(flag))
    return bool(flag.value)


def _set_child_subreaper(on: bool) -> None:
    _prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(on))


def _prctl(option: int, argument: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, argument, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")
