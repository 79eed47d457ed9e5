"""Compose files: what each service starts as PID 1 of its container (the Compose Specification)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, Timeout, UserLine
from dropexec.lint.documents import shell, yaml_command
from dropexec.lint.documents.dockerfile import PID_1, distribution
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.yaml_file import YamlFile, YamlSyntaxError

if TYPE_CHECKING:
    from dropexec.lint.documents.yaml_file import Node
    from dropexec.lint.source import Source

EXPANSION = re.compile(r"\$(?:(\$)|\{[^}]*\}|[A-Za-z_]\w*)")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|m|h|)")
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}


def recognises(text: str) -> bool:
    """Return whether a text has the services of a Compose file at its top."""
    return re.search(r"^services:\s*(?:#.*)?$", text, re.MULTILINE) is not None


def read(source: Source) -> Document:
    """Return the command of each service; raises MissingParserError."""
    try:
        file = YamlFile(source)
    except YamlSyntaxError as error:
        return Document(source, unreadable=(unreadable_at(source, error.offset, str(error)),))
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for document in file.documents:
        for _, service in pairs(value(document, "services")):
            commands += _service(source, file, service, unreadable)
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def pairs(node: Node | None) -> list[tuple[Node, Node]]:
    """Return the pairs of a mapping, none for anything else."""
    return list(node.value) if node is not None and node.id == "mapping" else []


def value(node: Node | None, key: str) -> Node | None:
    """Return the value of a key of a mapping, None where there is none."""
    return next((item for name, item in pairs(node) if name.value == key), None)


def text(node: Node | None, key: str) -> str | None:
    """Return the text of a key's scalar, None where there is none."""
    found = value(node, key)
    return found.value if found is not None and found.id == "scalar" else None


def _service(source: Source, file: YamlFile, node: Node, unreadable: list[Unreadable]) -> list[Command]:
    user = (text(node, "user") or "").partition(":")[0]
    key = "entrypoint" if value(node, "entrypoint") is not None else "command"
    said = value(node, key)
    if said is None:
        return []
    grace = text(node, "stop_grace_period")
    service = Service(
        Supervisor.CONTAINER,
        user=None if user in ("", "root", "0") else user,
        timeout=None if grace is None else _timeout(grace),
        one_pid=PID_1,
        variables=_names(value(node, "environment")),
    )
    try:
        words, dialect = yaml_command.read(file, said, EXPANSION)
    except ValueError as error:
        unreadable.append(unreadable_at(source, file.start(said), str(error)))
        return []
    if not words:
        return []
    first = next((name for name, item in pairs(node) if item is said), said)
    image = distribution(text(node, "image") or "")
    command = Command(
        source=source,
        words=tuple(words),
        start=words[0].start if said.id == "sequence" else file.start(said),
        end=words[-1].end,
        role=Role.MAIN,
        service=service,
        dialect=dialect,
        directive=f"{key}:",
        replaces=True,
        last=True,
        entrypoint=True,
        as_root=service.user is None,
        user_line=None if user else _user_line(source, file, first),
        appended="command:" if key == "entrypoint" and value(node, "command") is not None else None,
        other_machine=True,
        image=image,
    )
    return [command, *strings(command, unreadable)]


def strings(command: Command, unreadable: list[Unreadable]) -> list[Command]:
    """Return the commands of ``sh -c STRING``."""
    string = shell.command_string(command)
    if string is None:
        return []
    frame = Frame(command.source, command.service, command.directive, unreadable=unreadable)
    return shell.read_string(command, string, frame)


def _user_line(source: Source, file: YamlFile, key: Node) -> UserLine | None:
    start = file.start(key)
    before = source.text[source.line_start(source.line_at(start)) : start]
    return None if before.strip() else UserLine(f"{before}user: {{}}", start)


def _timeout(said: str) -> Timeout | None:
    parts = _SPAN.findall(said)
    if not parts or "".join(number + unit for number, unit in parts) != said:
        return None
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return Timeout(f"stop_grace_period: {said}", seconds)


def _names(node: Node | None) -> tuple[str, ...]:
    if node is not None and node.id == "sequence":
        return tuple(item.value.partition("=")[0] for item in node.value if item.id == "scalar")
    return tuple(name.value for name, _ in pairs(node) if name.id == "scalar")
