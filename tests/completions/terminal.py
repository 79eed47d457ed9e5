"""An interactive shell on a terminal of its own, typed at, that tells over a fifo what its line holds."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping
from pathlib import Path

DEADLINE = 60.0
"""Seconds until an answer counts as lost; nothing waits that long on a machine that works."""


class Terminal:
    """A shell as the leader of a session on a pseudo-terminal.

    The shell's own start-up commands write each answer, ended by NUL, to the fifo: what the screen shows is
    read only so that the shell can write on.
    """

    def __init__(self, argv: list[str], environment: Mapping[str, str], directory: Path, fifo: Path) -> None:
        os.mkfifo(fifo)
        # Open for writing too, so that it never ends while no shell has it open.
        self._answers = os.open(fifo, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._unread = b""
        self.screen = b""
        self._pid, self._controller = pty.fork()
        if self._pid == 0:
            os.chdir(directory)
            os.execve(argv[0], argv, dict(environment))
        fcntl.ioctl(self._controller, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))

    def type(self, keys: str) -> None:
        """Type the keys."""
        os.write(self._controller, keys.encode())

    def answer(self) -> str:
        """Return the next answer; raises TimeoutError with the screen after DEADLINE."""
        end = time.monotonic() + DEADLINE
        while b"\0" not in self._unread:
            ready, _, _ = select.select(
                [self._answers, self._controller], [], [], max(0.0, end - time.monotonic())
            )
            if not ready:
                raise TimeoutError(f"no answer; the screen: {self.screen.decode(errors='replace')!r}")
            if self._controller in ready:
                try:
                    self.screen += os.read(self._controller, 65536)
                except OSError:  # EIO: the shell is gone
                    raise TimeoutError(f"the shell ended: {self.screen.decode(errors='replace')!r}") from None
            if self._answers in ready:
                self._unread += os.read(self._answers, 65536)
        text, _, self._unread = self._unread.partition(b"\0")
        return text.decode()

    def close(self) -> None:
        """End the shell and reap it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._controller)
        os.close(self._answers)
