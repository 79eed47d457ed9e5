"""Files that stand inside other files: found and reported where they stand, and never edited."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Callable

from dropexec.lint.documents import script, systemd, unit_file
from dropexec.lint.documents.document import Document, unreadable_at
from dropexec.lint.passage import Plain
from dropexec.lint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.lint.command import Command
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.word import Atom, PlacedWord

_Part = tuple[str, "list[tuple[int, int]]"]
"""A text that stands in a file, and the bytes of each of its characters."""

_UNIT = re.compile(r"^\[(?:Service|Socket)\][ \t]*\r?$", re.MULTILINE)
_EXEC = re.compile(r"^Exec\w+[ \t]*=", re.MULTILINE)
_HERE = re.compile(r"<<-?[ \t]*(?:'(\w+)'|\"(\w+)\"|\\?(\w+))[^\n]*\n")
_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n(.*?)^[ \t]*\2[`~]*[ \t]*\r?$", re.MULTILINE | re.DOTALL)


def read(source: Source, text: str, places: Sequence[tuple[int, int]], why: str) -> Document:
    """Return the commands of a unit or script that a part of a file says.

    ``places`` are the bytes of each character of ``text``, ``why`` is the reason why nothing is edited.
    """
    if _UNIT.search(text) and _EXEC.search(text):
        inner = unit_file.read(Source(source.name, text.encode("latin-1")))
        found = systemd.read([inner], inner)
    elif script.is_shell(text):
        found = script.read(Source(source.name, text.encode("latin-1")))
    else:
        return Document(source)
    moved = tuple(_moved(command, source, places, why) for command in found.commands)
    return Document(
        source, moved, unreadable=tuple(_put(item, source, text, places) for item in found.unreadable)
    )


def here_documents(source: Source) -> Document:
    """Return the commands of units and scripts that a script writes from its here-documents."""
    return _all(source, _bodies(source.text), "it stands in a here-document of a script; mend it there")


def fenced(source: Source) -> Document:
    """Return the commands of units and scripts in the fenced blocks of Markdown."""
    blocks = (_lines(match[3], match.start(3), "") for match in _FENCE.finditer(source.text))
    return _all(source, blocks, "it stands in a block of Markdown; mend it there")


def _bodies(text: str) -> Iterator[_Part]:
    for mark in _HERE.finditer(text):
        name = mark[1] or mark[2] or mark[3]
        blanks = "\t" if mark[0].startswith("<<-") else ""
        last = re.compile(rf"^{blanks and blanks + '*'}{re.escape(name)}\r?$", re.MULTILINE)
        end = last.search(text, mark.end())
        if end is not None:
            yield _lines(text[mark.end() : end.start()], mark.end(), blanks)


def _lines(text: str, start: int, blanks: str) -> _Part:
    """Return a text without the blanks that its lines begin with, and the place of each character."""
    said, places = [], []
    for line in re.finditer(r"[^\n]*\n?", text):
        rest = line[0].lstrip(blanks) if blanks else line[0]
        first = start + line.end() - len(rest)
        said.append(rest)
        places += [(first + index, first + index + 1) for index in range(len(rest))]
    return "".join(said), places


def _all(source: Source, parts: Iterator[_Part], why: str) -> Document:
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for text, places in parts:
        found = read(source, text, places, why)
        commands += found.commands
        unreadable += found.unreadable
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _moved(command: Command, source: Source, places: Sequence[tuple[int, int]], why: str) -> Command:
    def first(offset: int) -> int:
        return places[offset][0] if offset < len(places) else places[-1][1]

    def last(offset: int) -> int:
        return places[offset - 1][1] if offset > 0 else places[0][0]

    return moved(replace(command, source=source, pinned=why, user_line=None, exec_form=None), first, last)


def moved(command: Command, first: Callable[[int], int], last: Callable[[int], int]) -> Command:
    """Return a command whose spans are those of another text; what was an offset for edits goes."""

    def atom(one: Atom) -> Atom:
        return replace(one, start=first(one.start), end=last(one.end))

    def word(one: PlacedWord) -> PlacedWord:
        return replace(one, atoms=tuple(map(atom, one.atoms)), start=first(one.start), end=last(one.end))

    return replace(
        command,
        words=tuple(map(word, command.words)),
        start=first(command.start),
        end=last(command.end),
        insert_exec=None,
        with_tool=(),
        service=replace(command.service, forks=None),
    )


def _put(item: Unreadable, source: Source, text: str, places: Sequence[tuple[int, int]]) -> Unreadable:
    passage = Plain(text)
    lines = passage.value.split("\n")
    index = sum(len(line) + 1 for line in lines[: max(item.line - 1, 0)]) + max(item.column - 1, 0)
    offset = places[min(index, len(places) - 1)][0] if places else 0
    return unreadable_at(source, offset, item.reason)
