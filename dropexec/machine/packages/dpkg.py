"""dpkg's database: /var/lib/dpkg/info/*.list and /var/lib/dpkg/status (deb-control(5), dpkg-query(1))."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from dropexec.machine import regularfile
from dropexec.machine.packages import Package, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def owner(root: Path, path: str, likely: tuple[str, ...] = ()) -> Package | None:
    """Return the package that installed ``path``, None where no list names it; ``likely`` ones come first."""
    wanted = [f"\n{name}\n".encode() for name in spellings(path)]
    info = root / "var/lib/dpkg/info"
    first = [info / f"{name}.list" for name in likely if (info / f"{name}.list").exists()]
    for file in itertools.chain(first, _lists(info)):
        content = b"\n" + regularfile.read(file)
        if any(line in content for line in wanted):
            name, _, architecture = file.stem.partition(":")
            version = _version(root, name, architecture)
            if version is not None:
                return Package(name, version, "/var/lib/dpkg/status")
    return None


def _lists(info: Path) -> Iterator[Path]:
    yield from sorted(info.glob("*.list"))


def _version(root: Path, name: str, architecture: str) -> str | None:
    status = b"\n" + regularfile.read(root / "var/lib/dpkg/status")
    begin = 0
    # The file has megabytes, and all but one or two stanzas are of other packages.
    while (begin := status.find(f"\nPackage: {name}\n".encode(), begin)) >= 0:
        begin += 1
        end = status.find(b"\n\n", begin)
        stanza = status[begin : end if end >= 0 else None].decode("utf-8", "replace")
        fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[:1] != " ")
        if architecture in ("", fields.get("Architecture")):
            return fields.get("Version")
    return None
