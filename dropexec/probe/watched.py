"""The processes of one observation: the tool, the target, what is between them, the target's child."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe import kernel
from dropexec.probe.errors import ProbeError
from dropexec.probe.process import descends, inner_pid, reap, stat
from dropexec.recording.ending import Ending

if TYPE_CHECKING:
    from dropexec.probe.loop import Loop


@dataclass
class WatchedProcess:
    """A process that is watched until it ends; ``ended`` is when, on CLOCK_MONOTONIC, as its pidfd showed."""

    role: str
    pid: int
    pidfd: int
    inner: int
    ended: float | None = None

    @property
    def gone(self) -> bool:
        """Tell whether it has ended, reaped or not."""
        return self.ended is not None

    def send(self, number: int) -> float | None:
        """Send it signal ``number`` as kill(2) does; return when, or None where it has ended."""
        moment = time.monotonic()
        try:
            signal.pidfd_send_signal(self.pidfd, number)
        except ProcessLookupError:
            return None
        except PermissionError:
            raise ProbeError(
                f"cannot send a signal to process {self.pid}: not permitted; the probe needs CAP_KILL"
            ) from None
        return moment

    def end(self) -> tuple[Ending | None, str | None]:
        """Return how it ended and who reaped it, ``observer`` or ``other``; None for what cannot be told.

        Reaps it where it is this process's to reap: the tool, and what was re-parented when its own parent
        ended.
        """
        end = reap(self.pid)
        if end is not None:
            return end, "observer"
        now = stat(self.pid)
        if now is not None and now.state == "Z":
            return None, None
        status = kernel.wait_status(self.pidfd)
        return (None if status is None else Ending.of_wait_status(status)), "other"


class WatchedProcesses:
    """The processes of one observation, in the order in which they became known."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self.known: list[WatchedProcess] = []

    def add(self, role: str, pid: int, pidfd: int | None = None) -> WatchedProcess | None:
        """Watch ``pid`` as ``role``, taking over its ``pidfd``; return None where it is gone.

        Without a ``pidfd`` it is opened, and only a descendant of this process is accepted: what is watched
        may be sent signals.
        """
        if pidfd is None:
            try:
                pidfd = os.pidfd_open(pid)
            except ProcessLookupError:
                return None
            if not descends(pid, os.getpid()):
                os.close(pidfd)
                return None
        process = WatchedProcess(role, pid, pidfd, inner_pid(pid))
        self.known.append(process)
        self._loop.watch(pidfd, lambda: self._ended(process))
        return process

    def _ended(self, process: WatchedProcess) -> None:
        process.ended = time.monotonic()
        self._loop.forget(process.pidfd)

    def pid_of_inner(self, inner: int) -> int | None:
        """Return the pid of the process that calls itself ``inner`` in its own PID namespace, or None."""
        return next((process.pid for process in self.known if process.inner == inner), None)
