"""Which signal ended a process, and who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.watch import event as events
from dropexec.watch.event import signal_name
from dropexec.watch.origin import OOM, PROCESS, TERMINAL, TIMER

if TYPE_CHECKING:
    from dropexec.watch.event import End, Sender, Signal

_SIGKILL, _SIGSYS = 9, 31
_BY_STATUS = 128  # what shells and JVMs exit with after signal N: 128 + N


class Deeds:
    """The last signal of each kind to each process, for when it ends."""

    def __init__(self, watched: int) -> None:
        self._watched = watched
        self._last: dict[int, dict[int, Signal]] = {}

    def add(self, event: Signal) -> None:
        """Take a signal into account, unless it had no effect."""
        if event.result == events.DELIVERED:
            self._last.setdefault(event.target.pid, {})[event.number] = event

    def forget(self, pid: int) -> None:
        """Drop a process that has ended."""
        self._last.pop(pid, None)

    def account(self, end: End) -> tuple[Sender | None, str]:
        """Return who ended the process, and how the sentence goes on that says so.

        A process that exits with 128 + N after signal N has been ended by it too: a JVM does that.
        """
        signals = self._last.get(end.pid, {})
        number = end.signal
        if number is None and end.status is not None and end.status - _BY_STATUS in signals:
            number = end.status - _BY_STATUS
        if number is None:
            return None, "" if end.status == 0 else _hint(signals)
        event = signals.get(number)
        if event is None:
            return None, self._nobody(end, number)
        name = "" if number == end.signal else f" after {signal_name(number)}"
        if event.origin == PROCESS:
            return event.sender, name
        return None, f"{name}; no sender: {_cause(event, end)}"

    def _nobody(self, end: End, number: int) -> str:
        if end.oom:
            return "; no sender: the kernel's OOM killer chose it"
        if not self._watched >> (number - 1) & 1:
            return f"; the sender is unknown: {signal_name(number)} is not among the signals that are watched"
        if number in (_SIGKILL, _SIGSYS):
            return "; no sender: no signal was generated, the kernel ended it by itself (seccomp does so)"
        return "; no sender: no signal was generated that the kernel showed"


def _cause(event: Signal, end: End) -> str:
    if event.origin == OOM or end.oom:
        return "the kernel's OOM killer chose it"
    if event.origin == TIMER:
        return "a timer expired"
    if event.origin == TERMINAL:
        return "the terminal sent it"
    return "the kernel sent it" + (", for a fault of its own" if event.code in range(1, 0x80) else "")


def _hint(signals: dict[int, Signal]) -> str:
    latest = max(signals.values(), key=lambda one: one.monotonic, default=None)
    return f", {signal_name(latest.number)} having been the last signal" if latest is not None else ""
