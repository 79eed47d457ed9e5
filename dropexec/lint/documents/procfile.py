"""Procfiles: a process type a line, its command run by a shell (foreman, honcho, Heroku)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor
from dropexec.lint.documents import shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.passage import Plain

if TYPE_CHECKING:
    from dropexec.lint.source import Source

_LINE = re.compile(r"^([A-Za-z0-9_-]+):[ \t]*(\S[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_ONE_PID = "the runner signals the PID of its shell or the group, which the tool's session is not part of"


def read(source: Source) -> Document:
    """Return the commands; raises MissingParserError. ``release`` runs to its end before the others."""
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for line in _LINE.finditer(source.text):
        step = line[1] == "release"
        frame = Frame(
            source,
            Service(Supervisor.PROCFILE, one_pid=_ONE_PID),
            f"{line[1]}:",
            last=Role.STEP if step else Role.MAIN,
            fixed=Role.STEP if step else None,
        )
        passage = Plain(line[2], line.start(2))
        try:
            commands += shell.read(passage, frame)
        except ShellSyntaxError as error:
            offset = passage.start(shell.index_of(passage.value, error.line, error.column))
            unreadable.append(unreadable_at(source, offset, str(error)))
        unreadable += frame.unreadable
    return Document(source, tuple(commands), unreadable=tuple(unreadable))
