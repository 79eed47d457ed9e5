"""A stretch of shell text in a file: at the top of it, or inside the quotes of another format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.lint.dialect import Dialect
    from dropexec.lint.word import Atom, PlacedWord


class Passage(Protocol):
    """Shell text, and where each character of it stands in the file."""

    value: str
    expansions: Mapping[int, Atom]
    """The expansions of the format around the text, by their offset in the file."""

    def start(self, index: int) -> int:
        """Return the offset in the file of the first byte of a character."""

    def end(self, index: int) -> int:
        """Return the offset in the file behind the character before ``index``."""

    def encode(self, text: str, index: int) -> str | None:
        """Return how new text is written at a character, or None where the format around it cannot."""


class Plain:
    """Text that stands in the file as it is, from ``base`` on."""

    def __init__(self, value: str, base: int = 0) -> None:
        self.value = value
        self._base = base
        self.expansions: Mapping[int, Atom] = {}

    def start(self, index: int) -> int:
        """Return the offset of a character."""
        return self._base + index

    def end(self, index: int) -> int:
        """Return the offset behind the character before ``index``."""
        return self._base + index

    def encode(self, text: str, index: int) -> str | None:
        """Return the text itself."""
        return text


class Quoted:
    """Text that is the value of a word of another format."""

    def __init__(self, word: PlacedWord, dialect: Dialect) -> None:
        self._dialect = dialect
        self._word = word
        self._atoms = [atom for atom in word.atoms for _ in atom.text]
        self.value = word.text
        self.expansions: Mapping[int, Atom] = {atom.start: atom for atom in word.atoms if atom.opaque}

    def start(self, index: int) -> int:
        """Return the offset of the source of a character."""
        return self._atoms[index].start if index < len(self._atoms) else self._last

    def end(self, index: int) -> int:
        """Return the offset behind the source of the character before ``index``."""
        return self._atoms[index - 1].end if index > 0 else self.start(0)

    def encode(self, text: str, index: int) -> str | None:
        """Return the text in the quoting of the character at ``index``."""
        if not self._atoms:
            return None
        return self._dialect.encode(text, self._atoms[min(index, len(self._atoms) - 1)].quoting)

    @property
    def _last(self) -> int:
        return self._atoms[-1].end if self._atoms else self._word.end
