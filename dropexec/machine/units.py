"""Where systemd looks for a unit and its drop-ins (systemd.unit(5)), on a machine or in a root."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dropexec.machine.executable import inside, resolve

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORIES = (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
"""The system manager's, in order of precedence: the first that has a name wins."""

SUFFIXES = (".service", ".socket", ".mount", ".swap")


def is_unit(name: str) -> bool:
    """Return whether a file name is that of a unit that can hold a command line."""
    return name.endswith(SUFFIXES)


def unit_of_drop_in(path: str) -> str | None:
    """Return the unit's name for ``…/NAME.service.d/x.conf``, None for another path."""
    directory, _, name = path.rpartition("/")
    parent = directory.rpartition("/")[2]
    if name.endswith(".conf") and parent.endswith(".d") and is_unit(parent[:-2]):
        return parent[:-2]
    return None


def directory_names(unit: str) -> list[str]:
    """Return the drop-in directories of a unit, those of more specific names last.

    ``a-b@c.service`` is completed by those of service, a-, a-b@ and a-b@c.
    """
    stem, _, suffix = unit.rpartition(".")
    names = [f"{suffix}.d"]
    prefix = stem.partition("@")[0]
    parts = prefix.split("-")
    names += [f"{'-'.join(parts[:count])}-.{suffix}.d" for count in range(1, len(parts))]
    if "@" in stem and not stem.endswith("@"):
        names.append(f"{prefix}@.{suffix}.d")
    return [*names, f"{unit}.d"]


def drop_ins(root: Path, unit: str, beside: str | None = None) -> list[str]:
    """Return the drop-ins of a unit, as paths seen from ``root``, in the order that systemd reads them.

    ``beside`` is a directory outside systemd's own, a repository's say, in which NAME.d is looked for
    instead. Of two with one file name, that of the more specific directory, or of precedence, counts.
    """
    found: dict[str, str] = {}
    places = [beside] if beside is not None else list(reversed(DIRECTORIES))
    for name in directory_names(unit):
        for place in places:
            for path in _listed(root, f"{place}/{name}"):
                found[path.rpartition("/")[2]] = path
    return [found[name] for name in sorted(found)]


def _listed(root: Path, directory: str) -> list[str]:
    real = resolve(root, directory)
    if real is None:
        return []
    try:
        names = os.listdir(inside(root, real))
    except OSError:
        return []
    return sorted(f"{directory}/{name}" for name in names if name.endswith(".conf"))


def main_file(root: Path, unit: str) -> str | None:
    """Return the path of the unit's own file, or that of its template; None where there is none."""
    stem, _, suffix = unit.rpartition(".")
    names = [unit]
    if "@" in stem and not stem.endswith("@"):
        names.append(f"{stem.partition('@')[0]}@.{suffix}")
    for name in names:
        for place in DIRECTORIES:
            path = f"{place}/{name}"
            real = resolve(root, path)
            if real is not None and inside(root, real).is_file():
                return path
    return None
