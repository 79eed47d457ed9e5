"""One process that the lab started, its output, and its end."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    import pwd
    from collections.abc import Sequence

# What a service manager gives a unit that asks for nothing else.
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


class LabError(Exception):
    """A trial could not be carried out; the message says which step and what was printed."""


@dataclass(frozen=True)
class Ending:
    """How a process ended: terminated by ``signal`` (a name) or exited with ``status``, never both."""

    signal: str | None = None
    status: int | None = None

    @classmethod
    def from_exitcode(cls, code: int) -> Ending:
        """Translate the convention of os.waitstatus_to_exitcode(): negative is a signal."""
        return cls(status=code) if code >= 0 else cls(signal=signal.Signals(-code).name)

    def __str__(self) -> str:
        return self.signal if self.signal is not None else f"status {self.status}"


class Process:
    """A process in a session of its own, stdout and stderr in one pipe that the lab reads.

    The session keeps a terminal's Ctrl-C away from the process: only the lab decides when it ends.
    With ``account`` the process runs as that user, with no supplementary groups.
    """

    def __init__(
        self, argv: Sequence[str], *, directory: str, account: pwd.struct_passwd | None = None
    ) -> None:
        self.argv = tuple(argv)
        self.lines: list[str] = []
        self._partial = b""
        self._popen = subprocess.Popen(
            self.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=ENVIRONMENT,
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        assert self._popen.stdout is not None
        self._output = self._popen.stdout
        os.set_blocking(self._output.fileno(), False)
        self._pidfd = os.pidfd_open(self._popen.pid)

    @property
    def pid(self) -> int:
        """The one PID that a supervisor knows."""
        return self._popen.pid

    def wait_for_line(self, text: str, seconds: float) -> str:
        """Return the first line that contains ``text``, upper and lower case being the same.

        Raises LabError when the process ends or ``seconds`` pass before there is one.
        """
        wanted = text.casefold()

        def found() -> str | None:
            return next((line for line in self.lines if wanted in line.casefold()), None)

        self._collect(seconds, until=lambda: found() is not None)
        line = found()
        if line is None:
            raise LabError(self._complaint(f"did not print {text!r} within {seconds:.0f} s"))
        return line

    def wait_for(
        self, condition: Callable[[], bool], what: str, seconds: float, *, every: float | None = None
    ) -> None:
        """Read output until a condition on ``lines`` holds; LabError as for ``wait_for_line``.

        ``every`` is for a condition that no output shows: it is then asked at least that often, in seconds.
        """
        if not condition():
            self._collect(seconds, until=condition, every=every)
        if not condition():
            raise LabError(self._complaint(f"showed no {what} within {seconds:.0f} s"))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this PID and to no other."""
        self._popen.send_signal(number)

    def wait(self, seconds: float) -> Ending:
        """Wait for the end, reading the output meanwhile; LabError after ``seconds``."""
        if not self._collect(seconds, until=lambda: False):
            raise LabError(self._complaint(f"did not end within {seconds:.0f} s"))
        return Ending.from_exitcode(self._popen.wait())

    def close(self) -> None:
        """Kill the process if it still runs, reap it and close what was open; repeatable."""
        self._popen.kill()
        self._popen.wait()
        self._output.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1

    def _collect(self, seconds: float, until: Callable[[], bool], every: float | None = None) -> bool:
        """Read output until ``until()`` holds or the process or the time is over; say if it ended."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        poll.register(self._output, select.POLLIN)
        while not until():
            left = max(0.0, deadline - time.monotonic())
            ready = dict(poll.poll((left if every is None else min(left, every)) * 1000))
            if self._output.fileno() in ready and not self._read():
                poll.unregister(self._output)
            if self._pidfd in ready:
                # The pipe may hold more, and stay open in processes that outlive this one.
                while self._read():
                    pass
                return True
            if not ready and time.monotonic() >= deadline:
                return False
        return False

    def _read(self) -> bool:
        try:
            data = os.read(self._output.fileno(), 4096)
        except BlockingIOError:
            return False
        *complete, self._partial = (self._partial + data).split(b"\n")
        self.lines += [line.decode("utf-8", "replace") for line in complete]
        return bool(data)

    def _complaint(self, what: str) -> str:
        tail = "".join(f"\n  {line}" for line in self.lines[-5:])
        return f"{' '.join(self.argv)[:200]} {what}{tail}"
