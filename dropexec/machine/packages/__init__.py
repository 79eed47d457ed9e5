"""Which package a file belongs to, from the package managers' databases, read as files."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MANAGERS = ("dpkg", "apk", "rpm", "pacman")

# Where each has its database, so that only those that are there are imported.
_PLACES = {
    "dpkg": ("var/lib/dpkg",),
    "apk": ("lib/apk", "usr/lib/apk"),
    "rpm": ("var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"),
    "pacman": ("var/lib/pacman",),
}


@dataclass(frozen=True)
class Package:
    """An installed package; ``database`` is the file that says so, for the citation."""

    name: str
    version: str
    database: str

    @property
    def upstream(self) -> str:
        """The version without the packager's parts, the epoch and the revision."""
        version = self.version.partition(":")[2] or self.version
        return version.rpartition("-")[0] or version

    def __str__(self) -> str:
        """Return ``name version``, as a recording writes it."""
        return f"{self.name} {self.version}"


def owner(root: Path, path: str, likely: tuple[str, ...] = ()) -> Package | None:
    """Return the package that installed ``path``, or None where no database under ``root`` names it.

    ``path`` is absolute as seen from ``root``, with its symbolic links resolved. ``likely`` are packages that
    are looked at first, which saves time where a database has a file for each.
    """
    for name in _MANAGERS:
        if not any((root / place).exists() for place in _PLACES[name]):
            continue
        manager = importlib.import_module(f"{__name__}.{name}")
        package: Package | None = manager.owner(root, path, likely)
        if package is not None:
            return package
    return None


def spellings(path: str) -> tuple[str, ...]:
    """Return the names under which a database may list ``path``: on a merged /usr, /bin/su is /usr/bin/su."""
    for prefix in ("/bin/", "/sbin/", "/lib/"):
        if path.startswith(prefix):
            return path, f"/usr{path}"
        if path.startswith(f"/usr{prefix}"):
            return path, path[len("/usr") :]
    return (path,)
