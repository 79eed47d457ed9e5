"""A shell word as shfmt parsed it, as atoms: what it says, and which bytes say it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.documents import shfmt
from dropexec.lint.word import Atom, PlacedWord, Quoting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dropexec.lint.documents.shfmt import Node
    from dropexec.lint.passage import Passage

_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_NEVER_EMPTY = frozenset("$#?!0-")
_DEFAULTED = re.compile(r"^\$\{\w+:?[-=?][^}]")
_GLOB = frozenset("*?[")


class WordReader:
    """Turns shfmt's words of one passage into placed words.

    ``set_`` holds the variables that the file itself is known to set to something.
    """

    def __init__(self, passage: Passage, set_: Collection[str]) -> None:
        self._passage = passage
        self._set = set_

    def read(self, node: Node) -> PlacedWord:
        """Return one word."""
        first, last = shfmt.start(node), shfmt.end(node)
        atoms: list[Atom] = []
        for part in node.get("Parts", []):
            atoms += self._part(part, Quoting.BARE)
        if atoms and atoms[0].text == "~" and atoms[0].quoting is Quoting.BARE and not atoms[0].opaque:
            atoms[0] = Atom("~", atoms[0].start, atoms[0].end, opaque=True)  # the shell puts a home there
        return PlacedWord(tuple(self._outer(atoms)), self._passage.start(first), self._passage.end(last))

    def _outer(self, atoms: list[Atom]) -> Iterator[Atom]:
        """Leave each expansion of the format around the shell text as one atom."""
        seen: Atom | None = None
        for atom in atoms:
            around = self._passage.expansions.get(atom.start)
            if around is None or atom.opaque:
                yield atom
            elif around is not seen:
                splits = atom.quoting is Quoting.BARE
                yield replace(around, quoting=atom.quoting, splits=splits)
            seen = around

    def _part(self, part: Node, quoting: Quoting) -> Iterator[Atom]:
        kind = part.get("Type")
        if kind == "Lit":
            yield from self._literal(shfmt.start(part), shfmt.end(part), quoting)
        elif kind == "SglQuoted":
            yield from self._single(part)
        elif kind == "DblQuoted":
            for inner in part.get("Parts", []):
                yield from self._part(inner, Quoting.DOUBLE)
        else:
            yield self._expansion(part, quoting)

    def _atom(self, text: str, first: int, last: int, quoting: Quoting) -> Atom:
        return Atom(text, self._passage.start(first), self._passage.end(last), quoting)

    def _literal(self, first: int, last: int, quoting: Quoting) -> Iterator[Atom]:
        value, index = self._passage.value, first
        while index < last:
            char = value[index]
            if char == "\\" and index + 1 < last and self._escapes(value[index + 1], quoting):
                if value[index + 1] != "\n":
                    yield self._atom(value[index + 1], index, index + 2, quoting)
                index += 2
                continue
            if char in _GLOB and quoting is Quoting.BARE:
                place = self._passage
                yield Atom(char, place.start(index), place.end(index + 1), quoting, opaque=True, splits=True)
            else:
                yield self._atom(char, index, index + 1, quoting)
            index += 1

    @staticmethod
    def _escapes(char: str, quoting: Quoting) -> bool:
        return quoting is Quoting.BARE or char in '$`"\\\n'

    def _single(self, part: Node) -> Iterator[Atom]:
        dollar = bool(part.get("Dollar"))
        index, last = shfmt.start(part) + 1 + dollar, shfmt.end(part) - 1
        value = self._passage.value
        quoting = Quoting.ANSI if dollar else Quoting.SINGLE
        while index < last:
            size, text = 1, value[index]
            if dollar and text == "\\" and index + 1 < last:
                size, text = 2, _ANSI.get(value[index + 1], value[index + 1])
                if value[index + 1] in "xuU01234567c":
                    yield Atom(value[index : index + 2], *self._span(index, 2), quoting, opaque=True)
                    index += 2
                    continue
            yield self._atom(text, index, index + size, quoting)
            index += size

    def _span(self, index: int, size: int) -> tuple[int, int]:
        return self._passage.start(index), self._passage.end(index + size)

    def _expansion(self, part: Node, quoting: Quoting) -> Atom:
        first, last = shfmt.start(part), shfmt.end(part)
        text = self._passage.value[first:last]
        name = part.get("Param", {}).get("Value", "")
        many = name == "@" or bool(re.search(r"\[@\]", text))
        known = name in _NEVER_EMPTY or name in self._set or bool(_DEFAULTED.match(text))
        return Atom(
            text,
            self._passage.start(first),
            self._passage.end(last),
            quoting,
            opaque=True,
            splits=many or quoting is Quoting.BARE,
            empty=not known,
        )
