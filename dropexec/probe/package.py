"""Which package a file came from, asked of whichever package manager the system has."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.command import ask

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Package:
    """A binary package by name and full version."""

    name: str
    version: str

    @property
    def upstream(self) -> str:
        """Return the version without the packager's parts: the epoch and the revision."""
        version = self.version.partition(":")[2] or self.version
        return version.rpartition("-")[0] or version

    def __str__(self) -> str:
        """Return ``name version``, as recordings have it."""
        return f"{self.name} {self.version}"


def _aliases(path: str) -> list[str]:
    """Return `path` and its name before /usr was merged, which is how dpkg may still know it."""
    short = path.removeprefix("/usr")
    return [path, short] if short != path else [path, f"/usr{path}"]


def _dpkg(path: str) -> Package | None:
    # Status 1: one of the names is not known, which is to be expected.
    owner = ask(["dpkg-query", "--search", *_aliases(path)], statuses=(0, 1))
    for line in (owner or "").splitlines():
        name, colon, rest = line.partition(": ")
        # "diversion by ... from: ..." says where a file went, not whose it is.
        if colon and rest in _aliases(path) and not name.startswith("diversion"):
            name = name.split(",")[0].strip()
            version = ask(["dpkg-query", "--show", "--showformat=${Version}", name])
            return Package(name.split(":")[0], version.strip()) if version else None
    return None


def _rpm(path: str) -> Package | None:
    said = ask(["rpm", "-qf", "--queryformat", "%{NAME} %{VERSION}-%{RELEASE}", path])
    return Package(*said.split()) if said and len(said.split()) == 2 else None


def _apk(path: str) -> Package | None:
    said = ask(["apk", "info", "--who-owns", path])
    match = re.search(r"is owned by (\S+?)-(\d\S*)", said or "")
    return Package(match[1], match[2]) if match else None


def _pacman(path: str) -> Package | None:
    said = ask(["pacman", "-Qo", path])
    match = re.search(r"is owned by (\S+) (\S+)", said or "")
    return Package(match[1], match[2]) if match else None


_MANAGERS: tuple[Callable[[str], Package | None], ...] = (_dpkg, _rpm, _apk, _pacman)


def owner_of(path: str) -> Package | None:
    """Return the package that the file at `path` (absolute) belongs to, or None where no manager knows it."""
    real = os.path.realpath(path)
    for manager in _MANAGERS:
        package = manager(real)
        if package is not None:
            return package
    return None
