"""The edits that turn a command's words into others, every byte that need not change left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from dropexec.lint.finding import Edit
from dropexec.lint.word import Atom
from dropexec.translate import Piece, Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dropexec.lint.command import Command
    from dropexec.lint.dialect import Dialect
    from dropexec.lint.source import Source
    from dropexec.lint.word import PlacedWord

_SEPARATOR = re.compile(r"[ \t,]*|[ \t]*,\s*|\s*\n[ \t]*-[ \t]+")
"""What stands between two words: blanks, the comma of JSON or YAML, or the dash of a list's next item."""

_FILLER = re.compile(r"[ \t]*\\?\r?\n?\Z")


class UnwritableError(ValueError):
    """The format has no way to write the words at this place."""


def to_word(placed: PlacedWord, source: Source, literals: Mapping[str, str]) -> Word:
    """Return a placed word as translate takes it; variables that the file itself sets have their value."""
    pieces: list[Piece] = []
    text = ""
    for atom in placed.atoms:
        if not atom.opaque:
            text += atom.text
            continue
        if text:
            pieces.append(Piece(text))
            text = ""
        pieces.append(_piece(atom, literals))
    if text:
        pieces.append(Piece(text))
    return Word(tuple(pieces), source.text[placed.start : placed.end])


def _piece(atom: Atom, literals: Mapping[str, str]) -> Piece:
    value = literals.get(atom.text.strip("${}"))
    fixed = value is not None and not re.search(r"[\s*?\[]", value)
    return Piece(
        atom.text,
        opaque=True,
        may_be_empty=atom.empty and value is None,
        may_split=atom.splits and not fixed,
        value=value if fixed or not atom.splits else None,
    )


@dataclass(frozen=True)
class _Output:
    """A word of the new line: the index of the word that it is, that one with text put in, or new text."""

    kept: int | None
    text: str


class Rewriting:
    """Old and new words of one command, brought together."""

    def __init__(self, command: Command, old: Sequence[Word], new: Sequence[Word]) -> None:
        self._command = command
        self._dialect: Dialect = command.dialect
        self._old = old
        self._new = new
        self._inside: list[Edit] = []

    def edits(self) -> tuple[Edit, ...]:
        """Return the edits; raises UnwritableError."""
        outputs = self._outputs()
        placed = self._command.words
        edits: list[Edit] = []
        kept = [index for index, output in enumerate(outputs) if output.kept is not None]
        edges = [-1, *kept, len(outputs)]
        for left, right in zip(edges, edges[1:]):
            before = -1 if left < 0 else _sure(outputs[left].kept)
            after = len(placed) if right == len(outputs) else _sure(outputs[right].kept)
            fresh = [output.text for output in outputs[left + 1 : right]]
            edits += self._gap(before, after, fresh)
        return tuple(sorted({*edits, *self._inside}))

    def _outputs(self) -> list[_Output]:
        """Match the new words with the old ones, in order, each old word once at most."""
        # translate hands on the very words that stay; one that only says the same is written anew.
        matcher = SequenceMatcher(
            None, [id(w) for w in self._old], [id(w) for w in self._new], autojunk=False
        )
        kept = {b + i: a + i for a, b, size in matcher.get_matching_blocks() for i in range(size)}
        outputs: list[_Output] = []
        floor = -1
        for index, word in enumerate(self._new):
            found = kept.get(index)
            if found is None:
                ceiling = min((old for new, old in kept.items() if new > index), default=len(self._old))
                found = self._grown(word, floor + 1, ceiling)
            if found is not None:
                floor = found
                outputs.append(_Output(found, ""))
            else:
                outputs.append(_Output(None, self._write(word)))
        return outputs

    def _grown(self, word: Word, first: int, last: int) -> int | None:
        """Return the old word that became ``word`` by text put in at one place, and note the edit."""
        for index in range(first, last):
            old = self._old[index]
            place = _insertion(old, word)
            if place is None:
                continue
            at, text = place
            self._inside.append(self._insert(self._command.words[index], at, text, word))
            return index
        return None

    def _insert(self, placed: PlacedWord, at: int, text: str, word: Word) -> Edit:
        starts: dict[int, Atom] = {}
        position = 0
        for each in placed.atoms:
            starts[position] = each
            position += len(each.text)
        atom = starts.get(at)
        written = None if atom is None else self._dialect.encode(text, atom.quoting)
        if atom is None or written is None:
            return Edit(placed.start, placed.end, _bytes(self._write(word)))
        return Edit(atom.start, atom.start, _bytes(written))

    def _write(self, word: Word) -> str:
        atoms: list[Atom] = []
        sources = {a.text: a for w in self._command.words for a in w.atoms if a.opaque}
        for piece in word.pieces:
            if piece.opaque:
                atom = sources.get(piece.text)
                atoms.append(atom or Atom(piece.text, 0, 0, opaque=True))
            else:
                atoms += [Atom(char, 0, 0) for char in piece.text]
        written = self._dialect.quote(atoms)
        if written is None:
            raise UnwritableError(f"{word.text} cannot be written at this place")
        return written

    def _gap(self, before: int, after: int, fresh: list[str]) -> list[Edit]:
        """Return the edits between two words that stay: old words go, new ones come."""
        placed = self._command.words
        separator = self._dialect.separator
        gone = list(placed[before + 1 : after])
        text = separator.join(fresh)
        if gone and fresh:
            if len(gone) == 1 and after < len(placed) and not self._adjoin(gone[0], placed[after]):
                rest = separator.join(fresh[1:]) + separator if fresh[1:] else ""
                start = placed[after].start
                return [self._replaced(gone[0], fresh[0]), Edit(start, start, _bytes(rest))]
            if self._apart(gone[0], gone[-1]):
                lefts = [placed[before] if before >= 0 else None, *gone[:-2]]
                out = [self._removal(word.start, word.end, left) for word, left in zip(gone[:-1], lefts)]
                return [*out, self._replaced(gone[-1], text)]
            return [self._replaced(gone[0], text), *self._deleted(gone[1:], gone[0], after)]
        if gone:
            return self._deleted(gone, placed[before] if before >= 0 else None, after)
        if fresh and before >= 0:
            return [Edit(placed[before].end, placed[before].end, _bytes(separator + text))]
        if fresh:
            return [Edit(placed[after].start, placed[after].start, _bytes(text + separator))]
        return []

    def _adjoin(self, one: PlacedWord, other: PlacedWord) -> bool:
        """Return whether nothing stands between two words, as -- does in start-stop-daemon -x TOOL -- X."""
        return not self._command.source.text[one.end : other.start].strip(" \t\r\n\\,")

    def _apart(self, one: PlacedWord, other: PlacedWord) -> bool:
        """Return whether a line ends between two words by itself, as in a folded scalar of YAML."""
        between = self._command.source.text[one.end : other.start]
        return bool(between) and not between.strip() and "\n" in between

    @staticmethod
    def _replaced(word: PlacedWord, text: str) -> Edit:
        return Edit(word.start, word.end, _bytes(text))

    def _deleted(self, gone: list[PlacedWord], left: PlacedWord | None, after: int) -> list[Edit]:
        """Return the edits that take words out, each with a separator, at the end the one before it."""
        placed = self._command.words
        if after < len(placed):
            pairs = zip(gone, [*gone[1:], placed[after]])
            return [self._removal(word.start, word.end, behind=following) for word, following in pairs]
        lefts = [left, *gone[:-1]]
        return [self._removal(word.start, word.end, before=before) for word, before in zip(gone, lefts)]

    def _removal(
        self, start: int, end: int, before: PlacedWord | None = None, behind: PlacedWord | None = None
    ) -> Edit:
        """Return the edit that takes a span out with a separator, but with no comment and no line end."""
        text = self._command.source.text
        if behind is not None and _SEPARATOR.fullmatch(text, end, behind.start):
            return Edit(start, behind.start, b"")
        if before is not None and _SEPARATOR.fullmatch(text, before.end, start):
            return Edit(before.end, end, b"")
        while before is not None and start > before.end and text[start - 1] in " \t":
            start -= 1
        line = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        alone = stop >= 0 and not text[line:start].strip() and _FILLER.match(text[end : stop + 1])
        # A line of a continuation that held this word and nothing else goes as a whole.
        return Edit(line, stop + 1, b"") if alone and "\\" in text[end:stop] else Edit(start, end, b"")


def _sure(index: int | None) -> int:
    return -1 if index is None else index


def _insertion(old: Word, new: Word) -> tuple[int, str] | None:
    """Return where and which literal text makes ``new`` of ``old``, or None."""
    added = len(new.text) - len(old.text)
    if added <= 0 or not old.text or len(old.text) < 2:
        return None
    size = 0
    while size < len(old.text) and old.text[size] == new.text[size]:
        size += 1
    for at in range(size, -1, -1):
        if new.text[at + added :] == old.text[at:]:
            text = new.text[at : at + added]
            return (at, text) if text == "exec " else None
    return None


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
