"""A file's bytes, and the lines and columns that a reader counts in them."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Position:
    """A line and a column, both from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The bytes of one file as they were read, under the name that reports give it.

    ``text`` is the same in Latin-1, one character a byte, so that an index into it is a byte offset whatever
    the file's encoding is.
    """

    name: str
    data: bytes
    text: str = field(init=False, repr=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.data.decode("latin-1"))
        starts = [0]
        found = self.data.find(b"\n")
        while found >= 0:
            starts.append(found + 1)
            found = self.data.find(b"\n", found + 1)
        object.__setattr__(self, "_starts", starts)

    def position(self, offset: int) -> Position:
        """Return where the byte at ``offset`` stands; a byte that is no UTF-8 counts as one character."""
        line = bisect.bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        if line == 1 and self.data.startswith(BOM) and offset >= len(BOM):
            start = len(BOM)
        return Position(line, len(self.data[start:offset].decode("utf-8", "surrogateescape")) + 1)

    def line_start(self, line: int) -> int:
        """Return the offset of the first byte of a line, counted from 1."""
        return self._starts[line - 1]

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, that holds the byte at ``offset``."""
        return bisect.bisect_right(self._starts, offset)

    def lines(self) -> int:
        """Return how many lines there are; a last one without a newline counts."""
        return len(self._starts) - (1 if self.data.endswith(b"\n") or not self.data else 0)

    def whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the lines that hold ``start`` to ``end``, without the last line's end."""
        first = self._starts[bisect.bisect_right(self._starts, start) - 1]
        last = self.data.find(b"\n", max(start, end - 1))
        last = len(self.data) if last < 0 else last
        if last > first and self.data[last - 1 : last] == b"\r":
            last -= 1
        return first, last

    def show(self, start: int, end: int) -> str:
        """Return a span as text to show: UTF-8 where it is, a replacement character for a stray byte."""
        return self.data[start:end].decode("utf-8", "replace")


def latin(text: str) -> str:
    """Return text as it would stand in a source: one character for each byte of its UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def shown(text: str) -> str:
    """Return text of a source as text to show."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")
