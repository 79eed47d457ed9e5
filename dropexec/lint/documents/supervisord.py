"""supervisord's configuration: the programs that it starts, and how long it lets them stop."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, Timeout, UserLine
from dropexec.lint.documents import shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.split_word import SplitDialect, read_words
from dropexec.lint.source import BOM
from dropexec.lint.word import Atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.source import Source

_SECTION = re.compile(r"\[([^\]\n]+)\]")
_PROGRAM = re.compile(r"(?:program|eventlistener|fcgi-program):")
_SETTING = re.compile(r"([^\s:=;#\[][^:=\n]*?)[ \t]*[:=][ \t]*")
_COMMENT = re.compile(r"[ \t][;#]")
_EXPANSION = re.compile(r"%\([A-Za-z_]\w*\)[a-z0-9]*[a-z]")
_NAME = re.compile(r"""([A-Za-z_]\w*)=""")


@dataclass(frozen=True)
class Setting:
    """A setting with its bytes: each line's part of the value, without comments.

    ``doubtful`` says that where a comment begins depends on the version of Python.
    """

    section: str
    key: str
    start: int
    lines: tuple[tuple[int, int], ...]
    doubtful: bool = False

    def value(self, text: str) -> str:
        """Return the value as supervisord has it."""
        return "\n".join(text[start:end] for start, end in self.lines).strip()


def recognises(text: str) -> bool:
    """Return whether a text has a section of a program."""
    return (
        re.search(r"^\[(?:program|eventlistener|fcgi-program|supervisord)\b", text, re.MULTILINE) is not None
    )


def settings(text: str, start: int = 0) -> Iterator[Setting]:
    """Yield the settings, as configparser reads them: ``;`` and ``#`` behind a blank begin a comment."""
    section = ""
    key, begin = "", 0
    parts: list[tuple[int, int]] = []
    empty: list[tuple[int, int]] = []  # lines without anything, which count where the value goes on
    doubtful = False
    for match in re.compile(r"[^\n]*\n?").finditer(text, start):
        line = match[0].rstrip("\r\n")
        if not line.strip():
            empty.append((match.start(), match.start()))
            continue
        if line.lstrip()[0] in ";#":
            continue
        continues = line[0] in " \t" and parts
        if not continues and parts:
            yield Setting(section, key, begin, tuple(parts), doubtful)
            parts, doubtful = [], False
        header = _SECTION.match(line)
        found = _SETTING.match(line)
        if continues:
            first = match.start() + len(line) - len(line.lstrip())
            parts += empty
            parts.append((first, _end(text, first, match.start() + len(line))))
        elif header is not None:
            section = header[1].strip()
        elif found is not None:
            key, begin = found[1].strip().lower(), match.start()
            first = match.start() + found.end()
            parts = [(first, _end(text, first, match.start() + len(line)))]
        empty = []
        doubtful = doubtful or _is_doubtful(line)
    if parts:
        yield Setting(section, key, begin, tuple(parts), doubtful)


def _end(text: str, start: int, end: int) -> int:
    comment = _COMMENT.search(text, max(start - 1, 0), end)
    stop = comment.start() if comment is not None else end
    return start + len(text[start:stop].rstrip()) if stop > start else start


def _is_doubtful(line: str) -> bool:
    """Return whether configparser before Python 3.14 takes something else for the comment than after it.

    It asked the first ``;`` and the first ``#``, then the second of each, and so on, until one had a blank
    before it (Lib/configparser.py); now it takes the first that has one.
    """
    found = _COMMENT.search(line)
    if found is None:
        return False
    places = [[match.start() for match in re.finditer(mark, line)] for mark in ";#"]
    for round_ in itertools.zip_longest(*places):
        taken = [at for at in round_ if at is not None and line[at - 1 : at].isspace()]
        if taken:
            return min(taken) != found.end() - 1
    return False


def read(source: Source) -> Document:
    """Return the command of each program."""
    found = list(settings(source.text, len(BOM) if source.data.startswith(BOM) else 0))
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for item in found:
        if item.key != "command" or not _PROGRAM.match(item.section):
            continue
        own = {other.key: other.value(source.text) for other in found if other.section == item.section}
        if item.doubtful:
            said = "where its comment begins depends on the version of Python that runs supervisord"
            unreadable.append(unreadable_at(source, item.lines[0][0], said))
            continue
        try:
            words = read_words(list(_characters(source.text, item)))
        except ValueError as error:
            unreadable.append(unreadable_at(source, item.lines[0][0], str(error)))
            continue
        if not words:
            continue
        command = Command(
            source=source,
            words=tuple(words),
            start=words[0].start,
            end=words[-1].end,
            role=Role.MAIN,
            service=_service(own),
            dialect=SplitDialect(_written),
            directive="command=",
            replaces=True,
            last=True,
            as_root=own.get("user", "root") in ("root", "0"),
            user_line=None if "user" in own else UserLine("user={}", item.start),
        )
        commands.append(command)
        string = shell.command_string(command)
        if string is not None:
            frame = Frame(source, command.service, command.directive, unreadable=unreadable)
            commands += shell.read_string(command, string, frame)
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _characters(text: str, setting: Setting) -> Iterator[Atom]:
    """Yield the characters of a value: %(NAME)s is filled in before the words are split."""
    before = None
    for start, end in setting.lines:
        if before is not None:
            yield Atom("\n", before, start)
        index = start
        while index < end:
            found = _EXPANSION.match(text, index, end)
            if found is not None:
                yield Atom(found[0], index, found.end(), opaque=True)
                index = found.end()
                continue
            size = 2 if text.startswith("%%", index) and index + 1 < end else 1
            yield Atom(text[index], index, index + size)
            index += size
        before = end


def _written(text: str) -> str | None:
    if "\n" in text or _COMMENT.search(text):
        return None
    return text.replace("%", "%%")


def _service(own: dict[str, str]) -> Service:
    group = own.get("stopasgroup", "").lower() in ("true", "1", "yes", "on")
    seconds = own.get("stopwaitsecs", "")
    user = own.get("user")
    return Service(
        Supervisor.SUPERVISORD,
        user=None if user in (None, "root", "0") else user,
        timeout=Timeout(f"stopwaitsecs={seconds}", float(seconds)) if seconds.isdigit() else None,
        one_pid=(
            "supervisord signals the process group of its program, which the tool's session is not part of"
            if group
            else "supervisord signals the PID of its program alone"
        ),
        variables=tuple(_NAME.findall(own.get("environment", ""))),
    )
