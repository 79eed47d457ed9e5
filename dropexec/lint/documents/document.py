"""What reading a file gives: its commands, and what can be said of the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.lint.command import Command
    from dropexec.lint.source import Source


@dataclass(frozen=True)
class Unreadable:
    """A file, or a place in one, that could not be read; line and column from 1, 0 where there is none."""

    file: str
    line: int
    column: int
    reason: str


@dataclass(frozen=True)
class Document:
    """A file that was read.

    ``carriage_returns`` is where the first line of a script ends in CR LF, which makes the CR a part of its
    words. ``unreadable`` are places within the file that no parser took.
    """

    source: Source
    commands: tuple[Command, ...] = ()
    carriage_returns: int | None = None
    unreadable: tuple[Unreadable, ...] = ()


def unreadable_at(source: Source, offset: int, reason: str) -> Unreadable:
    """Return a place that could not be read."""
    position = source.position(offset)
    return Unreadable(source.name, position.line, position.column, reason)
