"""What is watched: processes, a unit, or all; and which signals."""

from __future__ import annotations

import signal
from typing import NamedTuple

_LAST = 64

# Sent in numbers and ignored by default (signal(7)): a child's end; urgent data, with which Go stops its own
# threads; a terminal's new size. And the C library's own two.
_LEFT_OUT = frozenset((int(signal.SIGCHLD), int(signal.SIGURG), int(signal.SIGWINCH), 32, 33))
ORDINARY = tuple(number for number in range(1, _LAST + 1) if number not in _LEFT_OUT)
"""The signals that are watched unless others are named."""

_RECORDED = (
    *(
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGILL,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
    ),
    *(signal.SIGKILL, signal.SIGUSR1, signal.SIGSEGV, signal.SIGUSR2, signal.SIGTERM, signal.SIGXCPU),
    *(signal.SIGXFSZ, signal.SIGPWR, signal.SIGSYS),
)
ENDING = tuple(int(one) for one in _RECORDED)
"""The signals that end processes; signal(7). Those that programs send themselves all day are left out, though
their default is to end the process too: they would fill a ring. PIPE, the timers' and the real-time ones."""


class Selection(NamedTuple):
    """What an engine is to report: signals, bit N - 1 of ``signals`` being signal N, to whom."""

    signals: int
    pids: tuple[int, ...] = ()
    unit: str | None = None
    everything: bool = False


def bits(numbers: tuple[int, ...]) -> int:
    """Return the numbers of signals as bits."""
    return sum(1 << (number - 1) for number in set(numbers))
