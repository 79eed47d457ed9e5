"""Words of a command line of which not everything need be known before it is run."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Piece:
    """A part of a word: literal text, or an expansion that happens only when the line is run.

    ``text`` is what the program gets, or, where ``opaque``, the expansion as it is written (``$USER``,
    ``%i``, ``{{ owner }}``). The rest is said of opaque pieces: ``may_split`` that several words or none may
    come of it (an unquoted variable of a shell), ``may_be_empty`` that nothing may, ``value`` what it is
    known to expand to. ``source`` is the piece as it is written where that differs from ``text``; translate
    copies it.
    """

    text: str
    opaque: bool = False
    may_be_empty: bool = False
    may_split: bool = False
    value: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Word:
    """A word of a command line. ``source`` is the whole word as it is written, quotes included.

    A word without a source was made here: whoever prints it quotes it in the way of its own grammar.
    Offsets into a word count the characters of ``text``.
    """

    pieces: tuple[Piece, ...]
    source: str | None = None

    @classmethod
    def of(cls, text: str) -> Word:
        """Return a literal word."""
        return cls((Piece(text),) if text else ())

    @property
    def text(self) -> str:
        """What the program gets, with every expansion as it is written."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def literal(self) -> str | None:
        """What the program gets, or None where an expansion is part of it."""
        return None if self.is_opaque else self.text

    @property
    def known(self) -> str | None:
        """What the program gets, the known values of expansions included; None where one is not known."""
        values = [piece.value if piece.opaque else piece.text for piece in self.pieces]
        return None if None in values else "".join(value for value in values if value is not None)

    @property
    def is_opaque(self) -> bool:
        """Whether an expansion is part of the word."""
        return any(piece.opaque for piece in self.pieces)

    @property
    def may_split(self) -> bool:
        """Whether another number of words than one may come of it."""
        return any(piece.opaque and piece.may_split for piece in self.pieces)

    @property
    def may_be_empty(self) -> bool:
        """Whether nothing may come of it: an empty word, or where it ``may_split`` no word at all."""
        return not any(
            bool(piece.value) if piece.value is not None else piece.text and not piece.may_be_empty
            for piece in self.pieces
        )

    @property
    def holes(self) -> tuple[tuple[int, int], ...]:
        """The start and the end of every opaque piece in ``text``."""
        found, start = [], 0
        for piece in self.pieces:
            if piece.opaque:
                found.append((start, start + len(piece.text)))
            start += len(piece.text)
        return tuple(found)

    def whole(self) -> Word:
        """Return the word as one word whatever comes of it; without a source where that changes anything."""
        if not self.may_split:
            return self
        return Word(tuple(replace(piece, may_split=False, source=None) for piece in self.pieces))

    def after(self, offset: int) -> Word:
        """Return what follows the first ``offset`` characters, which are literal."""
        rest: list[Piece] = []
        for piece in self.pieces:
            cut = min(offset, 0 if piece.opaque else len(piece.text))
            offset -= cut
            if cut < len(piece.text):
                rest.append(piece if cut == 0 else Piece(piece.text[cut:]))
        return Word(tuple(rest))

    def insert(self, offset: int, text: str) -> Word:
        """Return the word with literal text put in at ``offset``, which lies within no opaque piece."""
        pieces: list[Piece] = []
        for piece in self.pieces:
            size = len(piece.text)
            if 0 < offset < size and not piece.opaque:
                pieces += [Piece(piece.text[:offset]), Piece(text), Piece(piece.text[offset:])]
                offset = -1
                continue
            if offset == 0:
                pieces.append(Piece(text))
            pieces.append(piece)
            offset = offset - size if offset > 0 and offset >= size else -1
        if offset == 0:
            pieces.append(Piece(text))
        return Word(tuple(pieces))


def joined(*parts: str | Word) -> Word:
    """Return one word of several parts; what would have been split no longer is."""
    pieces: list[Piece] = []
    for part in parts:
        pieces += Word.of(part).pieces if isinstance(part, str) else part.whole().pieces
    return Word(tuple(pieces))
