"""Times of the kernel's as dates."""

from __future__ import annotations

import time
from datetime import datetime, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = 1_000_000_000


def wall(boottime: int) -> int:
    """Return a time of CLOCK_BOOTTIME, which goes on in suspend, as nanoseconds since 1970."""
    return time.time_ns() - (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - boottime)


def rfc3339(nanoseconds: int) -> str:
    """Return a time since 1970 as RFC 3339 has it, in UTC and microseconds."""
    seconds, rest = divmod(nanoseconds, _SECOND)
    date = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{date:%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z"


def from_rfc3339(text: str) -> int:
    """Return nanoseconds since 1970; raise ValueError."""
    date = datetime.fromisoformat(text.removesuffix("Z") + "+00:00" if text.endswith("Z") else text)
    return int((date.astimezone(timezone.utc) - _EPOCH).total_seconds() * _SECOND)
