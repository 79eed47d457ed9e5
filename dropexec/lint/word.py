"""Words of a command as they stand in a file: what each one says, and which bytes say it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Quoting(enum.Enum):
    """How the bytes of an atom are protected in the file."""

    BARE = "bare"
    SINGLE = "single"
    DOUBLE = "double"
    ANSI = "ansi"  # bash's $'...'


@dataclass(frozen=True)
class Atom:
    """One byte of a word's value, or one expansion that only runs when the command does.

    ``text`` is the byte as Latin-1, or the source of an expansion. ``splits``: the expansion may become
    several words or none. ``empty``: it may be empty (an unset variable).
    """

    text: str
    start: int
    end: int
    quoting: Quoting = Quoting.BARE
    opaque: bool = False
    splits: bool = False
    empty: bool = False


@dataclass(frozen=True)
class PlacedWord:
    """A word: its atoms, and the span of its source with the quotes."""

    atoms: tuple[Atom, ...]
    start: int
    end: int

    @property
    def literal(self) -> str | None:
        """The value, or None where an expansion is part of it."""
        return None if any(atom.opaque for atom in self.atoms) else self.text

    @property
    def text(self) -> str:
        """The value, with the source of each expansion in its place."""
        return "".join(atom.text for atom in self.atoms)

    @property
    def may_vanish(self) -> bool:
        """Whether the word may be no word at all when the command runs."""
        return bool(self.atoms) and all(atom.opaque and atom.empty and atom.splits for atom in self.atoms)

    @property
    def name(self) -> str:
        """The last component of a literal path, and nothing for other words: what a tool is known by."""
        return (self.literal or "").rpartition("/")[2]
