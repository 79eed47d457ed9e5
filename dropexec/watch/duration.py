"""Durations of the command line."""

from __future__ import annotations

import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smh])")


def seconds(text: str) -> float:
    """Return the seconds of ``10s``, ``5m`` or ``2h``; raise ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration: write 10s, 5m or 2h")
    return float(found.group(1)) * _UNITS[found.group(2)]
