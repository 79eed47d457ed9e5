"""From a file's bytes to a document: the format's reader, and the files that complete a unit."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.lint.documents import (
    ansible,
    compose,
    crontab,
    dockerfile,
    embedded,
    kinds,
    kubernetes,
    monit,
    procfile,
    script,
    supervisord,
    systemd,
    template,
    unit_file,
    upstart,
)
from dropexec.lint.documents.document import Document, Unreadable
from dropexec.lint.documents.shfmt import MissingParserError
from dropexec.lint.places import is_place, seen_from
from dropexec.lint.source import Source
from dropexec.machine.executable import inside, resolve
from dropexec.machine.units import drop_ins, main_file, unit_of_drop_in

if TYPE_CHECKING:
    from dropexec.lint.documents.unit_file import UnitFile


def _script(source: Source) -> Document:
    own, written = script.read(source), embedded.here_documents(source)
    return replace(
        own, commands=own.commands + written.commands, unreadable=own.unreadable + written.unreadable
    )


_READERS = {
    kinds.Kind.UPSTART: upstart.read,
    kinds.Kind.DOCKERFILE: dockerfile.read,
    kinds.Kind.SHELL: _script,
    kinds.Kind.SUPERVISORD: supervisord.read,
    kinds.Kind.CRONTAB: crontab.read,
    kinds.Kind.PROCFILE: procfile.read,
    kinds.Kind.MONIT: monit.read,
    kinds.Kind.COMPOSE: compose.read,
    kinds.Kind.KUBERNETES: kubernetes.read,
    kinds.Kind.ANSIBLE: ansible.read,
    kinds.Kind.MARKDOWN: embedded.fenced,
}


def read(source: Source, path: str | None, root: Path) -> Document:
    """Return the document of a source; one that cannot be read has nothing but the reason.

    ``path`` is where the file lies, None for standard input; units are completed by the files around it.
    """
    kind = kinds.kind_of(source.name, source.text)
    made = template.name_of(source.name)
    try:
        if made is not None and kind is not None:
            return template.read(source, made, lambda inner: _read(kind, inner, None, root))
        return _read(kind, source, path, root)
    except MissingParserError as error:
        return Document(source, unreadable=(Unreadable(source.name, 0, 0, str(error)),))


def _read(kind: kinds.Kind | None, source: Source, path: str | None, root: Path) -> Document:
    if kind in (kinds.Kind.UNIT, kinds.Kind.DROP_IN):
        return _unit(source, path, root)
    reader = _READERS.get(kind) if kind is not None else None
    return Document(source) if reader is None else reader(source)


def _unit(source: Source, path: str | None, root: Path) -> Document:
    judged = unit_file.read(source)
    files = [judged] if path is None else _completed(judged, path, root)
    return systemd.read(files, judged)


def _completed(judged: UnitFile, path: str, root: Path) -> list[UnitFile]:
    """Return the unit and its drop-ins in systemd's order, the judged file among them as it was read."""
    absolute = os.path.abspath(path)
    seen = seen_from(root, absolute)
    found: list[UnitFile] = []
    for name, real in _related(absolute, seen, root):
        if os.path.realpath(real) == os.path.realpath(absolute):
            found.append(judged)
        elif (other := _other(name, real)) is not None:
            found.append(other)
    return found if judged in found else [*found, judged]


def _related(absolute: str, seen: str | None, root: Path) -> list[tuple[str, str]]:
    unit = unit_of_drop_in(absolute)
    directory = os.path.dirname(absolute)
    if seen is not None and is_place(seen):
        name = unit or os.path.basename(absolute)
        main = main_file(root, name) if unit else seen
        paths = [*([main] if main else []), *drop_ins(root, name)]
        resolved = [(item, resolve(root, item)) for item in paths]
        return [(item, str(inside(root, real))) for item, real in resolved if real is not None]
    if unit is not None:
        main, home = os.path.join(os.path.dirname(directory), unit), os.path.dirname(directory)
    else:
        main, home = absolute, directory
    beside = drop_ins(Path("/"), unit or os.path.basename(absolute), home)
    return [(item, item) for item in ([main] if os.path.isfile(main) else []) + beside]


def _other(name: str, path: str) -> UnitFile | None:
    """Return another file of the unit; one that cannot be read says nothing, and is reported by itself."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > 1 << 20:
            return None
        with open(path, "rb") as file:
            return unit_file.read(Source(name, file.read()))
    except OSError:
        return None
