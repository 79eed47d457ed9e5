"""What watch says: a signal with what was found out about it, and an end with who brought it about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dropexec.watch.event import End, Sender, Signal


class SignalReport(NamedTuple):
    """A signal, when it was (nanoseconds since 1970), what PID file it may come from, events lost before."""

    event: Signal
    wall: int
    pid_file: str | None
    engine: str
    lost: int


class EndReport(NamedTuple):
    """An end, who sent the signal that ended the target, and `why` in words, above all where nobody did.

    Where the watch is over and the target is not, ``running`` is True; ``event`` is then None if no process
    was the target.
    """

    event: End | None
    wall: int
    by: Sender | None
    why: str
    lost: int
    running: bool = False
