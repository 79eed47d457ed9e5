"""crontabs (crontab(5)): the commands of cron, the system's with a user each, a user's without."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, UserLine
from dropexec.lint.documents import shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.word import Atom

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dropexec.lint.source import Source

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FIELD = rf"(?:[\d*/,~-]|{_MONTHS}|mon|tue|wed|thu|fri|sat|sun)+"
_SCHEDULE = re.compile(
    rf"[ \t]*(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute)\b"
    rf"|(?:{_FIELD}[ \t]+){{4}}{_FIELD})[ \t]+",
    re.IGNORECASE,
)
_SETTING = re.compile(r"""[ \t]*(?:"[^"\n]+"|'[^'\n]+'|[A-Za-z_]\w*)[ \t]*=""")
_NAME = re.compile(r"[ \t]*[\"']?(\w+)[\"']?[ \t]*=[ \t]*(.*)")
_USER = re.compile(r"([a-z_][a-z0-9_.-]*\$?)(?::[\w.-]+)?(?:/[\w.-]+)?[ \t]+(?=\S)")
_SYSTEM = re.compile(r"(?:\A|/)(?:crontab|cron\.d/[^/]+|anacrontab)\Z")
_OWN = re.compile(r"/spool/(?:cron/)?(?:crontabs/|tabs/)?[^/]+\Z|/crontabs/[^/]+\Z")


@dataclass(frozen=True)
class Entry:
    """A line that runs something: its schedule, the span of its user (None: no such field), its command.

    ``command`` is what /bin/sh gets; ``characters`` are its bytes in the file. ``input`` is its standard
    input, what stands behind the first ``%``, None without one.
    """

    schedule: str
    user: tuple[int, int] | None
    start: int
    command: str
    characters: tuple[Atom, ...]
    input: str | None


class Passage:
    """A command of cron as shell text: a percent sign is written with a backslash before it."""

    def __init__(self, entry: Entry) -> None:
        self.value = entry.command
        self._characters = entry.characters
        self._end = entry.characters[-1].end if entry.characters else entry.start
        self.expansions: Mapping[int, Atom] = {}

    def start(self, index: int) -> int:
        """Return the offset of the source of a character."""
        return self._characters[index].start if index < len(self._characters) else self._end

    def end(self, index: int) -> int:
        """Return the offset behind the source of the character before ``index``."""
        return self._characters[index - 1].end if index > 0 else self.start(0)

    def encode(self, text: str, index: int) -> str | None:
        """Return the text with its percent signs escaped; a line has no other line in it."""
        return None if "\n" in text else re.sub(r"%|\\(?=\\|%|$)", r"\\\g<0>", text)


def recognises(path: str, text: str) -> bool:
    """Return whether a name and a text are a crontab's: no other has such lines throughout."""
    base = path[path.rfind("/") + 1 :]
    if not (_SYSTEM.search(path) or _OWN.search(path) or "crontab" in base or base.endswith(".cron")):
        return False
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return all(_SETTING.match(line) or _SCHEDULE.match(line) for line in lines)


def entries(text: str, system: bool) -> Iterator[Entry]:
    """Yield the lines that run something."""
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].rstrip("\r")
        if line.lstrip().startswith("#") or _SETTING.match(line):
            continue
        schedule = _SCHEDULE.match(line)
        if schedule is None:
            continue
        at = match.start() + schedule.end()
        user = _USER.match(line, schedule.end()) if system else None
        if user is not None:
            at = match.start() + user.end()
        span = (match.start() + user.start(1), match.start() + user.end(1)) if user is not None else None
        characters, rest = _command(text, at, match.start() + len(line))
        command = "".join(atom.text for atom in characters)
        yield Entry(schedule[1], span, at, command, characters, rest)


def _command(text: str, index: int, end: int) -> tuple[tuple[Atom, ...], str | None]:
    """Return the characters of a command up to a bare percent sign, and the input that stands behind it.

    A percent sign in the input ends a line; with a backslash before it, it is itself (crontab(5)).
    """
    found: list[Atom] = []
    while index < end:
        if text[index] == "\\" and index + 1 < end:
            # cron takes away a backslash before either of them (Vixie's do_command.c, and those after it).
            kept = text[index + 1] not in "%\\"
            found += [Atom("\\", index, index + 1)] if kept else []
            found.append(Atom(text[index + 1], index + kept, index + 2))
            index += 2
        elif text[index] == "%":
            fed = re.sub(r"(?<!\\)%", "\n", text[index + 1 : end]).replace("\\%", "%")
            return tuple(found), fed if not fed or fed.endswith("\n") else f"{fed}\n"
        else:
            found.append(Atom(text[index], index, index + 1))
            index += 1
    return tuple(found), None


def is_system(path: str, text: str) -> bool:
    """Return whether a crontab has a field for the user: by its place, else by a root that stands there."""
    if _SYSTEM.search(path):
        return True
    if _OWN.search(path):
        return False
    return any(
        entry.user is not None and text[slice(*entry.user)] == "root" for entry in entries(text, system=True)
    )


def read(source: Source) -> Document:
    """Return the commands; raises MissingParserError.

    A job is a step: cron waits for its end and signals nobody, at @reboot too.
    """
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    text = source.text
    names = _variables(text)
    for entry in entries(text, is_system(source.name, text)):
        user = text[slice(*entry.user)] if entry.user is not None else None
        service = Service(
            Supervisor.CRON, user=None if user in (None, "root", "0") else user, variables=names
        )
        frame = Frame(source, service, entry.schedule, fixed=Role.STEP, wants_exec=False)
        passage = Passage(entry)
        try:
            found = shell.read(passage, frame)
        except ShellSyntaxError as error:
            offset = passage.start(shell.index_of(entry.command, error.line, error.column))
            unreadable.append(unreadable_at(source, offset, str(error)))
            continue
        line = (
            UserLine("{} in the field for the user", entry.start, entry.user)
            if entry.user is not None
            else None
        )
        fed = "the line, from its first %" if entry.input is not None else None
        commands += [
            replace(command, user_line=line, fed=command.fed or fed, as_root=service.user is None)
            for command in found
        ]
        unreadable += frame.unreadable
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _variables(text: str) -> tuple[str, ...]:
    found = (_NAME.match(line) for line in text.split("\n") if _SETTING.match(line))
    return tuple(match[1] for match in found if match is not None)
