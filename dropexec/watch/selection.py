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

_HARMLESS = _LEFT_OUT | {int(signal.SIGCONT)}
_STOPPING = frozenset(int(one) for one in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU))
ENDING = tuple(number for number in range(1, _LAST + 1) if number not in _HARMLESS | _STOPPING)
"""The signals whose default is to end the process; signal(7)."""


class Selection(NamedTuple):
    """What an engine is to report: signals, bit N - 1 of ``signals`` being signal N, to whom."""

    signals: int
    pids: tuple[int, ...] = ()
    unit: str | None = None
    everything: bool = False


def bits(numbers: tuple[int, ...]) -> int:
    """Return the numbers of signals as bits."""
    return sum(1 << (number - 1) for number in set(numbers))
