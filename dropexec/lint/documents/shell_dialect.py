"""How a POSIX shell writes a word, in a file of its own or inside the quotes of another format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.word import Quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.lint.passage import Passage
    from dropexec.lint.word import Atom

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./\x80-\xff~-]+\Z")
_SPECIAL = re.compile(r'([\\$`"])')
_PATTERN = frozenset("*?[~")


class ShellDialect:
    """Shell quoting at one place of a passage; the place is around the character ``index``."""

    separator = " "
    searches_path = True

    def __init__(self, passage: Passage, index: int) -> None:
        self._passage = passage
        self._index = index

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a new word; expansions keep their source, within double quotes."""
        return self._passage.encode(_quoted(atoms), self._index)

    def written(self, text: str) -> str | None:
        """Return shell text as it stands in the passage."""
        return self._passage.encode(text, self._index)

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return literal text as it stands inside a word that is quoted so."""
        if quoting is Quoting.SINGLE:
            inner = None if "'" in text else text
        elif quoting is Quoting.DOUBLE:
            inner = _SPECIAL.sub(r"\\\1", text)
        elif quoting is Quoting.BARE:
            inner = text if _PLAIN.match(text) else None
        else:
            inner = text.replace("\\", "\\\\").replace("'", "\\'")
        return None if inner is None else self._passage.encode(inner, self._index)


def _quoted(atoms: Sequence[Atom]) -> str:
    text = "".join(atom.text for atom in atoms)
    if not any(atom.opaque for atom in atoms):
        if _PLAIN.match(text) and not text.startswith("~"):
            return text
        if "'" not in text:
            return f"'{text}'"
        return '"' + _SPECIAL.sub(r"\\\1", text) + '"'
    return "".join(_segments(atoms))


def _segments(atoms: Sequence[Atom]) -> list[str]:
    """Return the word with patterns bare, since quotes would end their meaning, and the rest quoted."""
    parts: list[str] = []
    quoted = ""
    for atom in atoms:
        if atom.opaque and atom.text in _PATTERN and atom.quoting is Quoting.BARE:
            parts += [f'"{quoted}"'] if quoted else []
            parts.append(atom.text)
            quoted = ""
        else:
            quoted += atom.text if atom.opaque else _SPECIAL.sub(r"\\\1", atom.text)
    return [*parts, f'"{quoted}"'] if quoted else parts
