"""dpkg's database: /var/lib/dpkg/info/*.list and /var/lib/dpkg/status (deb-control(5), dpkg-query(1))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.machine.packages import Package, spellings

if TYPE_CHECKING:
    from pathlib import Path


def owner(root: Path, path: str) -> Package | None:
    """Return the package that installed ``path``, None where no list names it."""
    wanted = [f"\n{name}\n".encode() for name in spellings(path)]
    for file in sorted((root / "var/lib/dpkg/info").glob("*.list")):
        content = b"\n" + file.read_bytes()
        if any(line in content for line in wanted):
            name, _, architecture = file.stem.partition(":")
            version = _version(root, name, architecture)
            if version is not None:
                return Package(name, version, "/var/lib/dpkg/status")
    return None


def _version(root: Path, name: str, architecture: str) -> str | None:
    status = (root / "var/lib/dpkg/status").read_text(encoding="utf-8", errors="replace")
    for stanza in status.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[:1] != " ")
        if fields.get("Package") == name and architecture in ("", fields.get("Architecture")):
            return fields.get("Version")
    return None
