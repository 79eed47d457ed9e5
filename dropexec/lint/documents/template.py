"""Templates of other formats (Jinja, ERB): the marks are covered, and the format's own reader reads the rest.

A mark that fills something in becomes a word of the same length, a line of marks alone a comment. Where the
template chooses between branches, each is read by itself: what one sets does not count for the other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Callable

from dropexec.lint.documents.document import Document
from dropexec.lint.source import Source

if TYPE_CHECKING:
    from dropexec.lint.command import Command
    from dropexec.lint.word import PlacedWord

SUFFIXES = (".j2", ".jinja", ".jinja2", ".erb")

_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<%.*?%>", re.DOTALL)
_WORD = re.compile(r"[{<]%-?\s*(\w+)")
_OPENS = ("if", "unless", "case")
_TURNS = ("elif", "elsif", "else", "when")
_CLOSES = ("endif", "end")
_LOOPS = ("for", "each", "block", "macro", "call", "filter", "set", "while")
_MOST = 4
_FILLER = re.compile(r"x{5,}")
_WHY = "a mark of the template stands in it; mend it in the template"


def name_of(path: str) -> str | None:
    """Return the name of what a template makes, None where a path names no template."""
    return next((path[: -len(suffix)] for suffix in SUFFIXES if path.endswith(suffix)), None)


def covered(text: str) -> str:
    """Return the text with its marks covered."""
    return _covered(text, {})


def read(source: Source, name: str, reader: Callable[[Source], Document]) -> Document:
    """Return what the format's reader finds in each branch, at the places of the template."""
    text = source.text
    branches = _branches(text)
    most = min(max((len(spans) for spans in branches), default=1), _MOST)
    commands: dict[tuple[int, int], Command] = {}
    unreadable = []
    for number in range(most):
        blank = {}
        for spans in branches:
            taken = min(number, len(spans) - 1)
            blank.update({span: True for index, span in enumerate(spans) if index != taken})
        inner = Source(name, _covered(text, blank).encode("latin-1"))
        found = reader(inner)
        marks = [match.span() for match in _MARK.finditer(text)]
        for command in found.commands:
            commands.setdefault((command.start, command.end), _uncovered(command, source, marks))
        unreadable += [replace(item, file=source.name) for item in found.unreadable]
    return Document(source, tuple(commands.values()), unreadable=tuple(dict.fromkeys(unreadable)))


def _covered(text: str, blank: dict[tuple[int, int], bool]) -> str:
    for start, end in blank:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return _MARK.sub(lambda mark: _cover(text, mark), text)


def _cover(text: str, mark: re.Match[str]) -> str:
    line = text[
        text.rfind("\n", 0, mark.start()) + 1 : (text.find("\n", mark.end()) + 1 or len(text) + 1) - 1
    ]
    alone = not _MARK.sub("", line).strip()
    if mark[0][1] in "%#" and not mark[0].startswith("<%="):
        # A statement writes nothing; on a line of its own it is a comment.
        filler = (
            "#" if alone and not text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()].strip() else " "
        )
        return filler + re.sub(r"[^\n]", " ", mark[0][1:])
    return re.sub(r"[^\n]", "x", mark[0])


def _branches(text: str) -> list[list[tuple[int, int]]]:
    """Return the branches of each choice, as spans of the text between its marks."""
    done: list[list[tuple[int, int]]] = []
    open_: list[list[int] | None] = []
    for mark in _MARK.finditer(text):
        found = _WORD.match(mark[0])
        word = found[1] if found is not None else ""
        if mark[0].startswith("<%") and re.search(r"\bdo\b", mark[0]):
            open_.append(None)
        elif word in _OPENS:
            open_.append([mark.end()])
        elif word in _TURNS and open_ and open_[-1] is not None:
            open_[-1] += [mark.start(), mark.end()]
        elif word in _CLOSES and open_:
            edges = open_.pop()
            if edges is not None:
                edges.append(mark.start())
                done.append(list(zip(edges[::2], edges[1::2])))
    return [spans if len(spans) > 1 else [*spans, (spans[0][1], spans[0][1])] for spans in done]


def _uncovered(command: Command, source: Source, marks: list[tuple[int, int]]) -> Command:
    words = tuple(_word(word, source, marks) for word in command.words)
    touched = any(start < command.end and command.start < end for start, end in marks)
    service = command.service
    if service.timeout is not None and _FILLER.search(service.timeout.said):
        service = replace(service, timeout=None)
    if service.user is not None and _FILLER.search(service.user):
        service = replace(service, user=None)
    pinned = _WHY if touched else command.pinned
    return replace(command, source=source, words=words, service=service, pinned=pinned)


def _word(word: PlacedWord, source: Source, marks: list[tuple[int, int]]) -> PlacedWord:
    """Return a word with the source of each mark in it as one expansion."""
    atoms = []
    seen = None
    for atom in word.atoms:
        mark = next((span for span in marks if span[0] <= atom.start < span[1]), None)
        if mark is None:
            atoms.append(atom)
        elif mark != seen:
            said = source.text[mark[0] : mark[1]]
            atoms.append(replace(atom, text=said, start=mark[0], end=mark[1], opaque=True))
        seen = mark
    return replace(word, atoms=tuple(atoms))
