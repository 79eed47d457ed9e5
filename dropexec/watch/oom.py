"""Joining the OOM killer's SIGKILL with mark_victim, which follows it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Callable, Union

from dropexec.watch.event import End, Signal
from dropexec.watch.origin import KERNEL, OOM

if TYPE_CHECKING:
    from collections.abc import Iterator

Event = Union[Signal, End]

_SIGKILL = 9
_WAIT = 20_000_000
"""How long, in nanoseconds, a SIGKILL of the kernel's waits for mark_victim.

__oom_kill_process() (mm/oom_kill.c) calls the one right after the other.
"""


class OomJoin:
    """Events pass through in order; a SIGKILL that the kernel sent is held back until it is clear why."""

    def __init__(self) -> None:
        self._held: deque[Event] = deque()
        self._open: list[Signal] = []
        self._last_thread = (0, 0)

    def __bool__(self) -> bool:
        return bool(self._held)

    def add(self, event: Event) -> None:
        """Take an event, in the order of the kernel."""
        if isinstance(event, Signal):
            if event.number == _SIGKILL and event.origin == KERNEL and event.sender is not None:
                thread, when = self._last_thread
                if thread == event.sender.tid and event.monotonic - when < _WAIT:
                    # Other processes with the victim's memory are killed next, by the same thread.
                    event = event._replace(origin=OOM)
                else:
                    self._open.append(event)
        else:
            self._settle(lambda one: one.target.pid == event.pid, OOM if event.oom else KERNEL)
        self._held.append(event)

    def mark(self, thread: int, monotonic: int) -> None:
        """Take a mark_victim that happened in a thread: the last SIGKILL from there was the OOM killer's."""
        self._last_thread = (thread, monotonic)
        latest = next((one for one in reversed(self._open) if one.sender and one.sender.tid == thread), None)
        if latest is not None:
            self._settle(lambda one: one is latest, OOM)

    def _settle(self, which: Callable[[Signal], bool], origin: str) -> None:
        for one in [one for one in self._open if which(one)]:
            self._open.remove(one)
            settled = one._replace(origin=origin)
            self._held = deque(settled if held is one else held for held in self._held)

    def ready(self, monotonic: int) -> Iterator[Event]:
        """Yield what need not wait any longer at that time."""
        self._open = [one for one in self._open if monotonic - one.monotonic < _WAIT]
        while self._held and not any(self._held[0] is one for one in self._open):
            yield self._held.popleft()
