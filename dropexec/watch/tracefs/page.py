"""A page of the trace's ring buffer, as trace_pipe_raw gives it out.

The format is that of include/linux/ring_buffer.h and of ``events/header_page`` and ``header_event``: a time,
the number of bytes in use, then events, each with a word of type and time since the one before it.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_HEADER = struct.Struct("=QQ")
_WORD = struct.Struct("=I")
_COUNT = struct.Struct("=Q")
_MISSED, _MISSED_STORED = 1 << 31, 1 << 30
_USED = (1 << 30) - 1
_PADDING, _TIME_EXTEND, _TIME_STAMP = 29, 30, 31
_DELTA_BITS = 27


class Page(NamedTuple):
    """Records with their times in nanoseconds, and how many were lost before the first."""

    records: list[tuple[int, bytes]]
    lost: int


def parse(page: bytes) -> Page:
    """Return what a page holds; what is cut short is left out."""
    if len(page) < _HEADER.size:
        return Page([], 0)
    time, commit = _HEADER.unpack_from(page)
    used = commit & _USED
    end = min(len(page), _HEADER.size + used)
    lost = 0
    if commit & _MISSED:
        stored = commit & _MISSED_STORED and _HEADER.size + used + _COUNT.size <= len(page)
        lost = _COUNT.unpack_from(page, _HEADER.size + used)[0] if stored else 1
    records, place = [], _HEADER.size
    while place + _WORD.size <= end:
        (word,) = _WORD.unpack_from(page, place)
        place += _WORD.size
        kind, delta = word & 0x1F, word >> 5
        if kind in (_TIME_EXTEND, _TIME_STAMP):
            (high,) = _WORD.unpack_from(page, place)
            place += _WORD.size
            stamp = (high << _DELTA_BITS) + delta
            time = time + stamp if kind == _TIME_EXTEND else stamp
            continue
        if kind == _PADDING:
            if not delta:
                break  # the rest of the page is empty
            (length,) = _WORD.unpack_from(page, place)
            place += length
            time += delta
            continue
        start = place
        if kind:
            place += 4 * kind
        else:
            (length,) = _WORD.unpack_from(page, place)
            start, place = place + _WORD.size, place + length
        time += delta
        if place <= end:
            records.append((time, page[start:place]))
    return Page(records, lost)
