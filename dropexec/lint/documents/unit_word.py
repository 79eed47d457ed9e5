"""The words of a unit's command line (systemd.service(5), COMMAND LINES), and how to write one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.documents.unit_file import pieces
from dropexec.lint.word import Atom, PlacedWord, Quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"', "'": "'", "s": " ",
}  # fmt: skip
_NUMBER = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3}))")
_BRACED = re.compile(r"\$\{[^}]*\}")
_ALONE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*\Z")
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./$~\x80-\xff*?&|<>(){}!#^\[\]-]+\Z")
_QUOTES = {"'": Quoting.SINGLE, '"': Quoting.DOUBLE}


def read_words(text: str, start: int, end: int, expands: bool) -> list[PlacedWord]:
    """Return the words of a value; ``expands``: whether $ means a variable (no ``:`` prefix)."""
    return _Reader(text, expands).read(start, end)


class _Reader:
    def __init__(self, text: str, expands: bool) -> None:
        self._text = text
        self._expands = expands
        self._atoms: list[Atom] = []
        self._start: int | None = None
        self._end = 0
        self._quoting = Quoting.BARE
        self._words: list[PlacedWord] = []

    def read(self, start: int, end: int) -> list[PlacedWord]:
        stop = start
        for offset, line in pieces(self._text, start, end):
            if offset != start:
                self._blank(stop, offset)
            self._line(offset, offset + len(line))
            stop = offset + len(line)
        self._finish()
        return self._words

    def _blank(self, start: int, end: int) -> None:
        """Take the backslash, newline and comments between two lines as the one blank that they mean."""
        if self._quoting is Quoting.BARE:
            self._finish()
        else:
            self._atoms.append(Atom(" ", start, end, self._quoting))

    def _line(self, index: int, end: int) -> None:
        while index < end:
            char = self._text[index]
            if self._quoting is Quoting.BARE and char in " \t\r":
                self._finish()
                index += 1
                continue
            if self._start is None:
                self._start = index
            if char in _QUOTES and self._quoting in (Quoting.BARE, _QUOTES[char]):
                self._quoting = _QUOTES[char] if self._quoting is Quoting.BARE else Quoting.BARE
                index += 1
            else:
                index = self._atom(index, end)
            self._end = index

    def _atom(self, index: int, end: int) -> int:
        text, char = self._text, self._text[index]
        after = text[index + 1 : index + 2] if index + 1 < end else ""
        value, size, opaque, empty = char, 1, False, False
        if char == "\\" and after in _ESCAPES and after:
            value, size = _ESCAPES[after], 2
        elif char == "\\" and (number := _NUMBER.match(text, index, end)):
            value, size = chr(int(number[1] or number[2], 16 if number[1] else 8) & 0xFF), len(number[0])
        elif char == "%" and after:
            value, size, opaque = ("%", 2, False) if after == "%" else (char + after, 2, True)
        elif char == "$" and self._expands and after == "$":
            value, size = "$", 2
        elif char == "$" and self._expands and (braced := _BRACED.match(text, index, end)):
            value, size, opaque, empty = braced[0], len(braced[0]), True, True
        self._atoms.append(Atom(value, index, index + size, self._quoting, opaque=opaque, empty=empty))
        return index + size

    def _finish(self) -> None:
        if self._start is None:
            return
        word = PlacedWord(tuple(self._atoms), self._start, self._end)
        source = self._text[word.start : word.end].strip("\"'")
        if self._expands and _ALONE.match(source) and word.literal == source:
            # A word that is $NAME alone is split at blanks, into no word at all where it is empty.
            first, last = word.atoms[0], word.atoms[-1]
            alone = replace(first, text=source, end=last.end, opaque=True, splits=True, empty=True)
            word = replace(word, atoms=(alone,))
        self._words.append(word)
        self._atoms, self._start = [], None


class UnitDialect:
    """Quoting on a unit's command line; ``expands`` as for read_words."""

    separator = " "
    searches_path = False

    def __init__(self, expands: bool) -> None:
        self._expands = expands

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a new word, in double quotes where it needs any."""
        bare = all(atom.opaque or _PLAIN.match(atom.text) for atom in atoms) and bool(atoms)
        text = "".join(atom.text for atom in atoms)
        if bare and text != ";" and not (atoms[0].text == "$" and not atoms[0].opaque):
            return "".join(a.text if a.opaque else self._escaped(a.text, "") for a in atoms)
        return '"' + "".join(a.text if a.opaque else self._escaped(a.text, '"') for a in atoms) + '"'

    def written(self, text: str) -> str | None:
        """Return None: there is no shell around the words."""
        return None

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return literal text for a place inside a word."""
        if quoting is Quoting.BARE and not _PLAIN.match(text):
            return None
        return self._escaped(text, "'" if quoting is Quoting.SINGLE else '"')

    def _escaped(self, text: str, quote: str) -> str:
        text = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n").replace("\t", "\\t")
        if self._expands:
            text = text.replace("$", "$$")
        return text.replace(quote, "\\" + quote) if quote else text
