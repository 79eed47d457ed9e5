"""Signals and signal codes by name, as recordings spell them."""

from __future__ import annotations

import signal

# The si_code values that say who made a signal; sigaction(2).
_CODES = {
    0: "SI_USER",
    128: "SI_KERNEL",
    -1: "SI_QUEUE",
    -2: "SI_TIMER",
    -3: "SI_MESGQ",
    -4: "SI_ASYNCIO",
    -5: "SI_SIGIO",
    -6: "SI_TKILL",
}


def name_of(number: int) -> str:
    """Return the name of signal ``number``, ``SIGTERM`` for 15; ``SIG40`` where it has none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def number_of(name: str) -> int:
    """Return the number of the signal called ``name``; raise KeyError for a name that is none."""
    return int(signal.Signals[name])


def code_name(code: int) -> str:
    """Return the name of ``code``, a siginfo si_code; the decimal number where it has none."""
    return _CODES.get(code, str(code))
