"""Moments in the past, as the command line names them."""

from __future__ import annotations

import re
from datetime import datetime

from dropexec.watch.duration import seconds

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


def since(text: str, now: int) -> int:
    """Return ``2h`` (ago), ``2026-11-26``, ``2026-11-26 02:40`` or RFC 3339 as nanoseconds since 1970.

    `now` is in the same; a date without an offset is local time. Raises ValueError.
    """
    try:
        return max(0, now - int(seconds(text) * 1e9))
    except ValueError:
        pass
    try:
        if _DATE.fullmatch(text) is not None:
            date = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
            return max(0, int(date.timestamp() * 1_000_000) * 1000)
    except (ValueError, OverflowError):  # no such day, or none that local time reaches
        pass
    raise ValueError(f"{text!r} is no moment: write 2h, 2026-11-26 or 2026-11-26 02:40:00")
