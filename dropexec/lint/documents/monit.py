"""monit's control files: the programs that start and stop what it watches (monit(1), SERVICE METHODS)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, UserLine
from dropexec.lint.documents import shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.split_word import SplitDialect, read_words
from dropexec.lint.word import Atom

if TYPE_CHECKING:
    from dropexec.lint.source import Source

_WHAT = "process|program|host|file|system|filesystem|directory|fifo|network"
_CHECK = re.compile(rf"^[ \t]*check[ \t]+(?:{_WHAT})\b", re.MULTILINE | re.IGNORECASE)
_METHOD = re.compile(
    r"""^[ \t]*(start|stop|restart)(?:[ \t]+program)?[ \t]*=?[ \t]*"""
    r"""(?:"([^"\n]*)"|'([^'\n]*)')(?P<rest>[^\n]*)""",
    re.MULTILINE | re.IGNORECASE,
)
_OWN_USER = re.compile(r"\bas\s+uid\s+\"?([\w.-]+)", re.IGNORECASE)


def recognises(text: str) -> bool:
    """Return whether a text has a check and a program for it."""
    return _CHECK.search(text) is not None and _METHOD.search(text) is not None


def read(source: Source) -> Document:
    """Return the programs. Each ends by itself, and monit waits for it; none stays under monit."""
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for method in _METHOD.finditer(source.text):
        group = 2 if method[2] is not None else 3
        characters = [
            Atom(char, method.start(group) + index, method.start(group) + index + 1)
            for index, char in enumerate(method[group])
        ]
        try:
            words = read_words(characters)
        except ValueError as error:
            unreadable.append(unreadable_at(source, method.start(group), str(error)))
            continue
        if not words:
            continue
        user = _OWN_USER.search(method["rest"])
        name = None if user is None or user[1] in ("root", "0") else user[1]
        command = Command(
            source=source,
            words=tuple(words),
            start=words[0].start,
            end=words[-1].end,
            role=Role.STOP if method[1].lower() == "stop" else Role.STEP,
            service=Service(Supervisor.MONIT, user=name),
            dialect=SplitDialect(_unwritten),
            directive=f"{method[1]} program",
            replaces=True,
            last=True,
            as_root=name is None,
            user_line=None if user else UserLine("as uid {}", method.start()),
            pinned='monit has "as uid" and "as gid" behind the program; write them in place of the tool',
        )
        commands.append(command)
        string = shell.command_string(command)
        if string is not None:
            frame = Frame(source, command.service, command.directive, unreadable=unreadable)
            commands += shell.read_string(command, string, frame)
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _unwritten(_text: str) -> None:
    """Write nothing: monit's quotes know no escape, and "as uid" is the way anyhow."""
