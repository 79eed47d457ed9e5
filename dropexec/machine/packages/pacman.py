"""pacman's database: /var/lib/pacman/local/NAME-VERSION-RELEASE/{desc,files} (alpm's local database)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.machine import regularfile
from dropexec.machine.packages import Package, spellings

if TYPE_CHECKING:
    from pathlib import Path

_DATABASE = "var/lib/pacman/local"


def owner(root: Path, path: str, __: tuple[str, ...] = ()) -> Package | None:
    """Return the package that installed ``path``, None where no list names it."""
    wanted = [f"\n{name[1:]}\n".encode() for name in spellings(path)]
    for file in sorted((root / _DATABASE).glob("*/files")):
        content = regularfile.read(file)
        if any(line in content for line in wanted):
            fields = regularfile.read(file.parent / "desc").decode("utf-8", "replace").split("\n\n")
            values = dict(field.strip().split("\n", 1) for field in fields if "\n" in field.strip())
            if "%NAME%" in values and "%VERSION%" in values:
                return Package(values["%NAME%"], values["%VERSION%"], f"/{_DATABASE}")
    return None
