"""How a command of the lab ends when it is told to: through every ``finally``, once."""

from __future__ import annotations

import signal
from typing import NoReturn

_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def leave_in_order() -> None:
    """Make the signals that end a command raise SystemExit with 128 and their number in the main thread."""
    for number in _SIGNALS:
        signal.signal(number, _stop)


def _stop(number: int, _frame: object) -> NoReturn:
    """A second Ctrl-C must not interrupt the cleaning up."""
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)
