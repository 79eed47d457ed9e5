"""What the unit files of a root say, read as files: for systems that do not run, and for units not loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dropexec.machine import regularfile
from dropexec.machine.executable import inside, resolve
from dropexec.machine.units import DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def settings(root: Path, *names: str) -> Iterator[tuple[str, str, str]]:
    """Yield (unit, setting, value) of the services and their drop-ins under ``root``, for these settings.

    The first file of a name hides the others; a drop-in adds. Values have the specifiers that a unit's name
    settles expanded, and are left out where another one stands in them. Continuation lines are joined.
    """
    seen: set[str] = set()
    wanted = tuple(f"{name}=".encode() for name in names)
    for directory in DIRECTORIES:
        for path, unit in _files(root, directory):
            name = path.rpartition("/")[2]
            key = name if name == unit else f"{unit}.d/{name}"
            if key in seen:
                continue
            seen.add(key)
            content = _content(root, path)
            if any(name in content for name in wanted):
                yield from _settings(content, unit, names)


def _files(root: Path, directory: str) -> Iterator[tuple[str, str]]:
    """Yield (path, unit) of the services in a directory of units, and of their drop-ins."""
    for name in _listed(root, directory):
        if name.endswith(".service"):
            yield f"{directory}/{name}", name
        elif name.endswith(".service.d"):
            drop_ins = (each for each in _listed(root, f"{directory}/{name}") if each.endswith(".conf"))
            yield from ((f"{directory}/{name}/{each}", name[: -len(".d")]) for each in drop_ins)


def _listed(root: Path, directory: str) -> list[str]:
    real = resolve(root, directory)
    try:
        return sorted(os.listdir(inside(root, real))) if real else []
    except OSError:
        return []


def _content(root: Path, path: str) -> bytes:
    """Return a regular file's bytes, none where it may not be read or links lead nowhere in the root."""
    real = resolve(root, path)
    try:
        return regularfile.read(inside(root, real)) if real else b""
    except OSError:
        return b""


def _settings(content: bytes, unit: str, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    text = content.decode("utf-8", "surrogateescape").replace("\\\n", " ")
    for line in text.split("\n"):
        name, equals, value = line.strip().partition("=")
        if equals and name.strip() in names:
            expanded = expand(value.strip(), unit)
            if expanded:
                yield unit, name.strip(), expanded


def expand(value: str, unit: str) -> str | None:
    """Return a value with the specifiers of systemd.unit(5) that the unit's name settles; None for others."""
    stem = unit.rpartition(".")[0]
    prefix, at, instance = stem.partition("@")
    known = {"n": unit, "N": stem, "p": prefix, "t": "/run"}
    if not at or instance:
        known["i"] = known["I"] = instance
    head, *rest = value.replace("%%", "\0").split("%")
    for piece in rest:
        if piece[:1] not in known:
            return None
        head += known[piece[0]] + piece[1:]
    return head.replace("\0", "%")
