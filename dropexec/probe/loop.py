"""Wait for what happens on descriptors, until a condition holds or a deadline has passed."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


class Loop:
    """One poll(2) set with a callback for each descriptor."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._callbacks: dict[int, Callable[[], None]] = {}

    def watch(self, descriptor: int, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever ``descriptor`` is readable or hung up."""
        self._poll.register(descriptor, _READABLE)
        self._callbacks[descriptor] = callback

    def forget(self, descriptor: int) -> None:
        """Stop watching ``descriptor``; raise KeyError where it is not watched."""
        del self._callbacks[descriptor]
        self._poll.unregister(descriptor)

    def run(self, until: Callable[[], bool], deadline: float, *, every: float | None = None) -> bool:
        """Serve the descriptors until ``until()`` holds (True) or ``deadline``, monotonic, has come (False).

        ``every`` is for a condition that shows on no descriptor: it is then asked at least that often, in
        seconds.
        """
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if every is not None:
                left = min(left, every)
            # poll(2) counts in milliseconds; rounded up, or the last one would be a busy loop.
            for descriptor, _ in self._poll.poll(int(left * 1000) + 1):
                callback = self._callbacks.get(descriptor)
                if callback is not None:
                    callback()
        return True
