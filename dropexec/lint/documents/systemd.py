"""systemd units and drop-ins: the commands of their Exec lines, judged with the files that complete them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, UserLine
from dropexec.lint.documents import shell, unit_settings
from dropexec.lint.documents.document import Document, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.unit_word import UnitDialect, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.documents.unit_file import Line, UnitFile
    from dropexec.lint.documents.unit_settings import Settings
    from dropexec.lint.word import PlacedWord

_EXEC = re.compile(r"Exec(Start|StartPre|StartPost|Stop|StopPost|Reload|Condition|StopPre)\Z")
_SECTIONS = ("Service", "Socket", "Mount", "Swap")
_PREFIXES = "@-:+!|"
_AS_ROOT = "+!"


def read(files: Sequence[UnitFile], judged: UnitFile) -> Document:
    """Return the document of one of ``files``: a unit and its drop-ins, in the order that systemd reads them.

    A command that a later empty assignment throws away is left out: it never runs.
    """
    unreadable = [
        unreadable_at(judged.source, line.start, "is neither a section, an assignment nor a comment")
        for line in judged.lines
        if line.malformed
    ]
    settings = unit_settings.merge(files)
    service = unit_settings.service(settings)
    found: list[Command] = []
    for section in _SECTIONS:
        for line in judged.assignments(section):
            kind = _EXEC.match(line.key)
            if kind and line.value_end > line.value_start and not _thrown_away(files, judged, line):
                found += _line_commands(judged, line, settings, service, unreadable)
    return Document(judged.source, tuple(found), unreadable=tuple(unreadable))


def _thrown_away(files: Sequence[UnitFile], judged: UnitFile, line: Line) -> bool:
    after = False
    for file in files:
        for other in file.assignments(line.section):
            if after and other.key == line.key and other.value_start == other.value_end:
                return True
            after = after or (file is judged and other is line)
    return False


def _line_commands(
    unit: UnitFile, line: Line, settings: Settings, service: Service, unreadable: list[Unreadable]
) -> Iterator[Command]:
    text = unit.source.text
    start = line.value_start
    while start < line.value_end:
        prefix_end = start
        while prefix_end < line.value_end and text[prefix_end] in _PREFIXES:
            prefix_end += 1
        prefixes = text[start:prefix_end]
        expands = ":" not in prefixes
        words = read_words(text, prefix_end, line.value_end, expands)
        here = next((index for index, word in enumerate(words) if _separates(text, word)), len(words))
        if words[:here]:
            command = _command(unit, line, tuple(words[:here]), prefixes, settings, service)
            yield command
            yield from _strings(command, unreadable)
        start = words[here].end if here < len(words) else line.value_end
        while start < line.value_end and text[start] in " \t":
            start += 1


def _separates(text: str, word: PlacedWord) -> bool:
    return text[word.start : word.end] == ";"


def _command(
    unit: UnitFile,
    line: Line,
    words: tuple[PlacedWord, ...],
    prefixes: str,
    settings: Settings,
    service: Service,
) -> Command:
    as_root = any(sign in prefixes for sign in _AS_ROOT)
    role = _role(line, settings)
    with_tool: tuple[tuple[int, int], ...] = ()
    if "@" in prefixes and len(words) > 2:
        # With @ the second word is argv[0] of the first; neither means anything to another program.
        sign = unit.source.text.rindex("@", line.value_start, words[0].start)
        with_tool = ((sign, sign + 1), (words[1].start, words[2].start))
        words = (words[0], *words[2:])
    if as_root:
        service = replace(service, user=None)
    return Command(
        source=unit.source,
        words=words,
        start=words[0].start,
        end=words[-1].end,
        role=role,
        service=service,
        dialect=UnitDialect(":" not in prefixes),
        directive=f"{line.key}=",
        replaces=True,
        last=True,
        as_root=as_root or service.user is None,
        user_line=_user_line(line, settings, as_root),
        with_tool=with_tool,
    )


def _role(line: Line, settings: Settings) -> Role:
    if line.section != "Service":
        return Role.STEP
    if line.key == "ExecStart":
        if settings.type == "oneshot":
            return Role.STEP
        return Role.START if settings.type == "forking" else Role.MAIN
    return Role.STOP if line.key in ("ExecStop", "ExecReload", "ExecStopPost") else Role.STEP


def _user_line(line: Line, settings: Settings, as_root: bool) -> UserLine | None:
    """Return where User= would go, if every other command of the unit may run as that user too."""
    others = [
        value
        for key, values in settings.lists.items()
        if _EXEC.match(key) and key != "ExecStart"
        for value in values
        if not value.lstrip("-@:").startswith(("+", "!")) and not re.search(r"kill\b.*MAINPID", value)
    ]
    if as_root or settings.get("User") or others or line.key != "ExecStart":
        return None
    return UserLine("User={}", line.start)


def _strings(command: Command, unreadable: list[Unreadable]) -> list[Command]:
    string = shell.command_string(command)
    if string is None:
        return []
    frame = Frame(command.source, command.service, command.directive, unreadable=unreadable)
    found = shell.read_string(command, string, frame)
    return [replace(item, as_root=command.as_root) for item in found]
