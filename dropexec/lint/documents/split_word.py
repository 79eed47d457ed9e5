"""Words that no shell splits, but a library with its quotes: shlex in supervisord, shellwords in Compose."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Callable

from dropexec.lint.word import Atom, PlacedWord, Quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = frozenset(" \t\r\n")
_QUOTES = {"'": Quoting.SINGLE, '"': Quoting.DOUBLE}
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./$~*?\[\]{}()<>|&!^\x80-\xff-]+\Z")

Outer = Callable[[str], "str | None"]
"""How text is written in the format around the words; None where that cannot say it."""


def read_words(characters: Sequence[Atom]) -> list[PlacedWord]:
    """Return the words of a line, given its characters as the format around it has decoded them.

    Raises ValueError for a quote or a backslash that nothing follows (shlex.split() of Python).
    """
    words: list[PlacedWord] = []
    atoms: list[Atom] = []
    start, quoting, index = -1, Quoting.BARE, 0
    while index < len(characters):
        char = characters[index]
        text = "" if char.opaque else char.text
        if quoting is Quoting.BARE and text in _BLANK and text:
            if start >= 0:
                words.append(PlacedWord(tuple(atoms), start, characters[index - 1].end))
            atoms, start = [], -1
            index += 1
            continue
        start = char.start if start < 0 else start
        if text in _QUOTES and quoting in (Quoting.BARE, _QUOTES[text]):
            quoting = _QUOTES[text] if quoting is Quoting.BARE else Quoting.BARE
        elif text == "\\" and _escapes(characters, index, quoting):
            index += 1
            following = characters[index]
            atoms.append(replace(following, start=char.start, quoting=quoting))
        else:
            splits = char.opaque and quoting is Quoting.BARE and char.splits
            atoms.append(replace(char, quoting=quoting, splits=splits))
        index += 1
    if quoting is not Quoting.BARE:
        raise ValueError("a quotation mark is not closed")
    if start >= 0:
        words.append(PlacedWord(tuple(atoms), start, characters[-1].end))
    return words


def _escapes(characters: Sequence[Atom], index: int, quoting: Quoting) -> bool:
    if quoting is Quoting.SINGLE:
        return False
    if index + 1 == len(characters):
        raise ValueError("nothing follows the last backslash")
    return quoting is Quoting.BARE or characters[index + 1].text in ('"', "\\")


class SplitDialect:
    """The quotes of such a library, inside a format of its own."""

    separator = " "
    searches_path = True

    def __init__(self, outer: Outer) -> None:
        self._outer = outer

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a new word; expansions keep their source."""
        text = "".join(atom.text for atom in atoms)
        if atoms and all(atom.opaque or _PLAIN.match(atom.text) for atom in atoms):
            return self._written(atoms, "")
        if "'" not in text:
            written = self._written(atoms, "")
            return None if written is None else self._around("'", written)
        written = self._written(atoms, '\\"')
        return None if written is None else self._around('"', written)

    def written(self, text: str) -> str | None:
        """Return None: there is no shell around the words."""
        return None

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return literal text for a place inside a word."""
        if quoting is Quoting.SINGLE:
            return None if "'" in text else self._outer(text)
        if quoting is Quoting.DOUBLE:
            return self._outer(_escaped(text, '\\"'))
        return self._outer(text) if _PLAIN.match(text) or text == "exec " else None

    def _around(self, mark: str, written: str) -> str | None:
        quote = self._outer(mark)
        return None if quote is None else f"{quote}{written}{quote}"

    def _written(self, atoms: Sequence[Atom], special: str) -> str | None:
        parts: list[str] = []
        for atom in atoms:
            part = atom.text if atom.opaque else self._outer(_escaped(atom.text, special))
            if part is None:
                return None
            parts.append(part)
        return "".join(parts)


def _escaped(text: str, special: str) -> str:
    return "".join(f"\\{char}" if char in special else char for char in text) if special else text
