"""Kubernetes manifests: what each container of a pod starts as PID 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, Timeout
from dropexec.lint.documents import yaml_command
from dropexec.lint.documents.compose import pairs, strings, text, value
from dropexec.lint.documents.dockerfile import PID_1, distribution
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.yaml_file import YamlFile, YamlSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.yaml_file import Node
    from dropexec.lint.source import Source

EXPANSION = re.compile(r"\$(?:(\$)(?=\()|\([A-Za-z_][\w.-]*\))")
"""$(NAME), and $$( for a literal one (kubernetes.io, "Define dependent environment variables")."""

_MANIFEST = re.compile(r"^(?:apiVersion:|\s*(?:initContainers|containers):\s*(?:#.*)?$)", re.MULTILINE)
_LISTS = {"containers": Role.MAIN, "initContainers": Role.STEP}
_DEEPEST = 20


def recognises(text_: str) -> bool:
    """Return whether a text reads as a manifest, or as a part of one."""
    return _MANIFEST.search(text_) is not None


def read(source: Source) -> Document:
    """Return the command of each container; raises MissingParserError."""
    try:
        file = YamlFile(source)
    except YamlSyntaxError as error:
        return Document(source, unreadable=(unreadable_at(source, error.offset, str(error)),))
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for document in file.documents:
        for pod in _pods(document, 0):
            for key, role in _LISTS.items():
                found = value(pod, key)
                for container in found.value if found is not None and found.id == "sequence" else []:
                    commands += _container(source, file, pod, container, role, unreadable)
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _pods(node: Node | None, depth: int) -> Iterator[Node]:
    """Yield the mappings that have containers."""
    if node is None or depth > _DEEPEST:
        return
    if any(value(node, key) is not None for key in _LISTS):
        yield node
        return
    for child in node.value if node.id == "sequence" else [item for _, item in pairs(node)]:
        yield from _pods(child, depth + 1)


def _timeout(grace: str | None) -> Timeout | None:
    if grace is None or not grace.isdigit():
        return None
    return Timeout(f"terminationGracePeriodSeconds: {grace}", float(grace))


def _container(
    source: Source, file: YamlFile, pod: Node, node: Node, role: Role, unreadable: list[Unreadable]
) -> list[Command]:
    said = value(node, "command")
    if said is None or said.id != "sequence":
        return []
    user = text(value(node, "securityContext"), "runAsUser") or text(
        value(pod, "securityContext"), "runAsUser"
    )
    grace = text(pod, "terminationGracePeriodSeconds")
    names = value(node, "env")
    service = Service(
        Supervisor.CONTAINER,
        user=None if user in (None, "0") else user,
        timeout=_timeout(grace),
        one_pid=PID_1,
        variables=tuple(
            name
            for item in (names.value if names is not None and names.id == "sequence" else [])
            if (name := text(item, "name")) is not None
        ),
    )
    arguments = value(node, "args")
    pinned = None
    try:
        words, dialect = yaml_command.read(file, said, EXPANSION)
        if arguments is not None and arguments.id == "sequence" and arguments.value:
            words += yaml_command.read(file, arguments, EXPANSION)[0]
            pinned = "its words stand in two lists, command: and args:; write them in one"
    except ValueError as error:
        unreadable.append(unreadable_at(source, file.start(said), str(error)))
        return []
    if not words:
        return []
    command = Command(
        source=source,
        words=tuple(words),
        start=min(word.start for word in words),
        end=max(word.end for word in words),
        role=role,
        service=service,
        dialect=dialect,
        directive="command:",
        replaces=True,
        last=True,
        entrypoint=True,
        as_root=service.user is None,
        pinned=pinned,
        other_machine=True,
        image=distribution(text(node, "image") or ""),
    )
    return [command, *strings(command, unreadable)]
