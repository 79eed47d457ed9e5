"""Which package a file belongs to, from the package manager's database read as files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """An installed package; ``database`` is the file that says so, for the citation."""

    name: str
    version: str
    database: str


def spellings(path: str) -> tuple[str, ...]:
    """Return the names under which a database may list ``path``: on a merged /usr, /bin/su is /usr/bin/su."""
    for prefix in ("/bin/", "/sbin/"):
        if path.startswith(prefix):
            return path, f"/usr{path}"
        if path.startswith(f"/usr{prefix}"):
            return path, path[len("/usr") :]
    return (path,)
