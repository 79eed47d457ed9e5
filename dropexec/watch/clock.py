"""Times of the kernel's as dates."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from functools import lru_cache

_SECOND = 1_000_000_000


def boot() -> int:
    """Return when CLOCK_BOOTTIME, which goes on in suspend, began, as nanoseconds since 1970.

    It moves with every correction of the machine's clock.
    """
    return time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def rfc3339(nanoseconds: int) -> str:
    """Return a time since 1970 as RFC 3339 has it, in UTC and microseconds."""
    seconds, rest = divmod(nanoseconds, _SECOND)
    return f"{_to_the_second(seconds)}.{rest // 1000:06d}Z"


@lru_cache(maxsize=8)
def _to_the_second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}"
