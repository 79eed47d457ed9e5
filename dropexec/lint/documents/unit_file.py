"""The lines of a systemd unit file (systemd.syntax(7)), every byte of them, and what they assign."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.lint.source import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.source import Source

_SECTION = re.compile(r"\s*\[([^\]]*)\]\s*\Z")
_BLANKS = " \t\r\n"


@dataclass(frozen=True)
class Line:
    """One logical line with its continuations, from ``start`` to ``end``, the newline included.

    ``key`` is empty for what assigns nothing, ``malformed`` is true for what is no line of a unit: systemd
    warns of it and goes on. The value's bytes run from ``value_start`` to ``value_end``,
    the backslashes and comment lines of continuations among them.
    """

    start: int
    end: int
    section: str = ""
    key: str = ""
    value_start: int = 0
    value_end: int = 0
    malformed: bool = False


@dataclass(frozen=True)
class UnitFile:
    """A unit file or drop-in as it stands in ``source``."""

    source: Source
    lines: tuple[Line, ...]

    def render(self) -> bytes:
        """Return the bytes again."""
        return b"".join(self.source.data[line.start : line.end] for line in self.lines)

    def assignments(self, section: str) -> Iterator[Line]:
        """Yield the assignments of a section, in order; a section may be opened more than once."""
        return (line for line in self.lines if line.key and line.section == section)

    def value(self, line: Line) -> str:
        """Return an assignment's value, continuations joined by a blank each, Latin-1."""
        return join(self.source.text, line.value_start, line.value_end)


def read(source: Source) -> UnitFile:
    """Return the lines of a unit file."""
    return UnitFile(source, tuple(_lines(source)))


def _lines(source: Source) -> Iterator[Line]:
    text, section = source.text, ""
    index = len(BOM) if source.data.startswith(BOM) else 0
    if index:
        yield Line(0, index)
    while index < len(text):
        end = _logical_end(text, index)
        body = text[index:end]
        if not body.strip() or body.lstrip()[0] in "#;":
            yield Line(index, end)
        elif found := _SECTION.match(body):
            section = found[1]
            yield Line(index, end, section)
        else:
            yield _assignment(text, index, end, section)
        index = end


def _physical_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _logical_end(text: str, index: int) -> int:
    """Return where the logical line ends that begins at ``index``; a comment is never continued."""
    end = _physical_end(text, index)
    if text[index:end].lstrip()[:1] in ("#", ";", ""):
        return end
    while text[index:end].rstrip("\r\n").endswith("\\") and end < len(text):
        index = end
        end = _physical_end(text, index)
        # Comment lines within a continuation are left out and end nothing.
        while text[index:end].lstrip()[:1] in ("#", ";") and end < len(text):
            index = end
            end = _physical_end(text, index)
    return end


def _assignment(text: str, index: int, end: int, section: str) -> Line:
    key, equals, _ = text[index:end].partition("=")
    if not equals or "\n" in key:
        return Line(index, end, section, malformed=True)
    start = index + len(key) + 1
    stop = end
    while start < stop and text[start] in _BLANKS:
        start += 1
    while stop > start and text[stop - 1] in _BLANKS:
        stop -= 1
    return Line(index, end, section, key.strip(), start, stop)


def join(text: str, start: int, end: int) -> str:
    """Return a value with each continuation as a blank and its comment lines left out."""
    parts = []
    for first, line in pieces(text, start, end):
        parts.append(line if first == start else line.lstrip())
    return " ".join(part.rstrip() if index < len(parts) - 1 else part for index, part in enumerate(parts))


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the offset and text of each line of a value, without backslash, newline and comment lines."""
    index = start
    while index < end:
        stop = min(_physical_end(text, index), end)
        line = text[index:stop]
        if index == start or line.lstrip()[:1] not in ("#", ";"):
            bare = line.rstrip("\r\n")
            yield index, bare[:-1] if bare.endswith("\\") and stop < end else bare
        index = stop
