"""The JSON form of a container's command: its words with their bytes, and how to write them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dropexec.lint.word import Atom, PlacedWord, Quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = re.compile(r"\s*")
_CHAR = re.compile(r'\\u([0-9a-fA-F]{4})|\\(["\\/bfnrt])|([^"\\\x00-\x1f])')
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def read_words(text: str, start: int, end: int) -> list[PlacedWord] | None:
    """Return the strings of a JSON array that fills the span, or None where it is anything else.

    The builder takes what is no such array for the shell form, single quotes above all.
    """
    index = _skip(text, start)
    if text[index : index + 1] != "[":
        return None
    index = _skip(text, index + 1)
    words: list[PlacedWord] = []
    while text[index : index + 1] != "]":
        word = _string(text, index)
        if word is None:
            return None
        words.append(word)
        index = _skip(text, word.end)
        if text[index : index + 1] == ",":
            index = _skip(text, index + 1)
        elif text[index : index + 1] != "]":
            return None
    return words if _skip(text, index + 1) >= end else None


def _skip(text: str, index: int) -> int:
    found = _BLANK.match(text, index)
    return found.end() if found else index


def _string(text: str, index: int) -> PlacedWord | None:
    if text[index : index + 1] != '"':
        return None
    start, index = index, index + 1
    atoms: list[Atom] = []
    while found := _CHAR.match(text, index):
        if found[1]:
            value = chr(int(found[1], 16)).encode("utf-8", "replace").decode("latin-1")
        else:
            value = _ESCAPES.get(found[2], found[2]) if found[2] else found[3]
        atoms.append(Atom(value, index, found.end(), Quoting.DOUBLE))
        index = found.end()
    return PlacedWord(tuple(atoms), start, index + 1) if text[index : index + 1] == '"' else None


class ExecFormDialect:
    """JSON strings. Expansions have no meaning here: no shell is there to expand them."""

    separator = ", "
    searches_path = True

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a JSON string; None for a word with an expansion, which this form cannot say."""
        if any(atom.opaque for atom in atoms):
            return None
        return written("".join(atom.text for atom in atoms))

    def written(self, text: str) -> str | None:
        """Return None: there is no shell around the words."""
        return None

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return literal text for a place inside a string."""
        return written(text)[1:-1]


def written(text: str) -> str:
    """Return Latin-1 text as a JSON string, the bytes above 127 as they are."""
    return json.dumps(text, ensure_ascii=False)
