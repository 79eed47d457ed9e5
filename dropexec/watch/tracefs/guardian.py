"""Removes a trace instance when the process that made it has ended, in whatever way.

An instance is a directory of the kernel's and stays, recording, until someone removes it. So a child of
watch's waits on a pipe that only watch can write to: when watch ends, by SIGKILL too, it reads the end of
the file, and removes the instance.
"""

from __future__ import annotations

import contextlib
import os
import signal
from typing import Callable

_MOST_DESCRIPTORS = 1 << 16


class Guardian:
    """A process that calls `remove` when this one is gone, or when it is told to."""

    def __init__(self, remove: Callable[[], None], keep: tuple[int, ...]) -> None:
        watched, self._alive = os.pipe2(os.O_CLOEXEC)
        self._pid = os.fork()
        if self._pid == 0:
            _guard(remove, watched, keep)
        os.close(watched)

    def finish(self) -> None:
        """Have it remove the instance, and wait until that is done."""
        os.close(self._alive)
        os.waitpid(self._pid, 0)


def _guard(remove: Callable[[], None], watched: int, keep: tuple[int, ...]) -> None:
    try:
        os.setsid()  # no terminal's ^C or hang-up
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        # What else watch has open, its output above all, is not to be held open by this one.
        previous = -1
        for descriptor in (*sorted({watched, *keep}), _MOST_DESCRIPTORS):
            os.closerange(previous + 1, descriptor)
            previous = descriptor
        with contextlib.suppress(OSError):
            while os.read(watched, 1):
                pass
        remove()
    finally:
        os._exit(0)
