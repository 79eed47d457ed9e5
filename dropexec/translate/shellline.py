"""A line of a shell: the words of its commands, and the line with other words in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.translate.shelltokens import Token, tokens
from dropexec.translate.word import Piece, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BARE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+|--[a-z-]+=~")
"""What needs no quotes. A tilde after = is left alone where what stands before it is no variable's name."""
_EXEC = "exec "
_NEVER_EMPTY = re.compile(
    r"\$[$#?0-]|\$\{[A-Za-z_][A-Za-z0-9_]*:?-[^}]+\}|\$\{[A-Za-z_][A-Za-z0-9_]*:\?[^}]*\}"
)
_LISTS = re.compile(r"\$[@*]|\$\{[@*][^}]*\}|\$\{[A-Za-z_][A-Za-z0-9_]*\[[@*]\][^}]*\}")


@dataclass(frozen=True)
class Command:
    """A simple command of a line: its words, its redirections, and where they stand."""

    words: tuple[Word, ...]
    starts: tuple[int, ...]
    redirections: tuple[Token, ...]
    end: int


def commands(line: str) -> list[Command]:
    """Return the simple commands of a line. Raises ObstacleError."""
    found: list[Command] = []
    current: list[Token] = []
    for token in [*tokens(line, comments=True), Token("", None, "end", len(line))]:
        if token.kind in ("word", "redirection"):
            current.append(token)
        elif current:
            found.append(_command(current))
            current = []
    return found


def _command(found: Sequence[Token]) -> Command:
    words = [token for token in found if token.kind == "word"]
    return Command(
        tuple(_word(token) for token in words),
        tuple(token.start for token in words),
        tuple(token for token in found if token.kind == "redirection"),
        found[-1].end,
    )


def _word(token: Token) -> Word:
    pieces: list[Piece] = []
    for part in token.parts:
        if not part.opaque:
            if pieces and not pieces[-1].opaque:
                pieces[-1] = Piece(pieces[-1].text + part.text)
            elif part.text:
                pieces.append(Piece(part.text))
            continue
        expands = part.text[:1] in "$`"
        lists = bool(_LISTS.fullmatch(part.text)) and part.text not in ("$*", "${*}")
        pieces.append(
            Piece(
                part.text,
                opaque=True,
                may_be_empty=expands and not _NEVER_EMPTY.fullmatch(part.text),
                may_split=(not part.quoted and part.text != "~") or lists,
            )
        )
    return Word(tuple(pieces), token.raw)


def replaced(line: str, command: Command, start: int, words: Sequence[Word]) -> str:
    """Return the line with the words of a command from the one at ``start`` on replaced.

    What stands before and after stays byte for byte; a redirection from among the words comes after them.
    """
    begin = command.starts[start]
    kept = [item.raw for item in command.redirections if item.start >= begin]
    return (
        line[:begin]
        + " ".join([*(quoted(word, command.words) for word in words), *kept])
        + line[command.end :]
    )


def shown(words: Iterable[Word]) -> str:
    """Return words as a line of a shell."""
    return " ".join(quoted(word) for word in words)


def quoted(word: Word, given: Sequence[Word] = ()) -> str:
    """Return a word as a shell reads it; a given word that only got an insertion keeps its own quotes."""
    if word.source is not None:
        return word.source
    for original in given:
        if original.source is not None and original.text and _EXEC in word.text:
            kept = _inserted(word, original.source)
            if kept is not None:
                return kept
    if not word.is_opaque:
        return literal(word.text)
    return '"' + "".join(_in_quotes(piece) for piece in word.pieces) + '"'


def _in_quotes(piece: Piece) -> str:
    return piece.text if piece.opaque else re.sub(r'(["$`\\])', r"\\\1", piece.text)


def literal(text: str) -> str:
    """Return a text that a shell reads as one literal word."""
    if _BARE.fullmatch(text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _inserted(word: Word, source: str) -> str | None:
    """Return ``source`` with ``exec`` at the place where it then reads as ``word``, None without one."""
    original = tokens(source)[0]
    text = "".join(part.text for part in original.parts)
    place = next(
        (at for at in _places(word.text) if word.text[:at] + word.text[at + len(_EXEC) :] == text), None
    )
    if place is None:
        return None
    for part in original.parts:
        if place < len(part.text) or part is original.parts[-1]:
            candidate = source[: part.start + place] + _EXEC + source[part.start + place :]
            found = tokens(candidate)
            return candidate if len(found) == 1 and _word(found[0]).text == word.text else None
        place -= len(part.text)
    return None


def _places(text: str) -> Iterator[int]:
    place = text.find(_EXEC)
    while place >= 0:
        yield place
        place = text.find(_EXEC, place + 1)
