"""Signals that ask watch itself to stop."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stops:
    """Within its block, INT, TERM and HUP are not acted upon but can be polled for."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        # What was ignored when watch was started (nohup, a shell's &) stays so.
        self._before = {one: signal.getsignal(one) for one in _STOPPING}
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for one, handler in self._before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(one, _note)
        return self

    def fileno(self) -> int:
        """Return what is readable when one has come."""
        return self._read

    def taken(self) -> bytes:
        """Return the numbers of those that have come since."""
        try:
            return bytes(one for one in os.read(self._read, 64) if one in _STOPPING)
        except BlockingIOError:
            return b""

    def __exit__(self, *_: object) -> None:
        for one, handler in self._before.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)


def _note(_number: int, _frame: object) -> None:
    """Do nothing: the number is in the pipe by then."""
