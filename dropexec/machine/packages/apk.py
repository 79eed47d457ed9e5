"""apk's database: /lib/apk/db/installed, one record a package, one letter a field (apk-package(5))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.machine import regularfile
from dropexec.machine.packages import Package, spellings

if TYPE_CHECKING:
    from pathlib import Path

_DATABASES = ("lib/apk/db/installed", "usr/lib/apk/db/installed")


def owner(root: Path, path: str, __: tuple[str, ...] = ()) -> Package | None:
    """Return the package that installed ``path``, None where no record names it."""
    wanted = spellings(path)
    for database in _DATABASES:
        file = root / database
        if not file.is_file():
            continue
        name = version = directory = ""
        for line in regularfile.read(file).decode("utf-8", "replace").splitlines():
            field, _, value = line.partition(":")
            if field == "P":
                name = value
            elif field == "V":
                version = value
            elif field == "F":
                directory = value
            elif field == "R" and f"/{directory}/{value}" in wanted:
                return Package(name, version, f"/{database}")
    return None
