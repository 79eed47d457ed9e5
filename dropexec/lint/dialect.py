"""How a format writes a word, and text inside the quotes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.lint.word import Atom, Quoting


class Dialect(Protocol):
    """The quoting rules of one format; every text is Latin-1, one character a byte."""

    @property
    def separator(self) -> str:
        """What stands between two words."""

    @property
    def searches_path(self) -> bool:
        """Whether a command without a slash is looked up in a PATH."""

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a new word that says just this, or None where the format cannot."""

    def written(self, text: str) -> str | None:
        """Return text as the format has it that is handed to a shell, outside of every word; or None."""

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return how ``text`` is written inside a word at a place that is quoted so, or None."""
