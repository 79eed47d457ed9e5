"""rpm's database where it is SQLite: Fedora 33, RHEL 9, Amazon Linux 2023 and later.

Tables and header format: rpm's lib/backend/sqlite.c and docs/manual/hregions.md; a header is two big-endian
counts, an index of (tag, type, offset, count), and the data. Berkeley DB and ndb files are not read.
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

from dropexec.machine.packages import Package, spellings

if TYPE_CHECKING:
    from pathlib import Path

_DATABASES = (
    "var/lib/rpm/rpmdb.sqlite",
    "usr/lib/sysimage/rpm/rpmdb.sqlite",
    "usr/share/rpm/rpmdb.sqlite",
)
_NAME, _VERSION, _RELEASE = 1000, 1001, 1002
_DIRECTORY_INDEXES, _BASENAMES, _DIRECTORIES = 1116, 1117, 1118


def owner(root: Path, path: str, __: tuple[str, ...] = ()) -> Package | None:
    """Return the package that installed ``path``, None where no header that can be read names it."""
    for database in _DATABASES:
        if (root / database).is_file():
            try:
                return _owner(root / database, path, f"/{database}")
            except (sqlite3.Error, struct.error, IndexError, KeyError):
                return None
    return None


def _owner(file: Path, path: str, database: str) -> Package | None:
    wanted = spellings(path)
    # immutable: no lock, no journal, no write, whatever the file's state.
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        query = "SELECT blob FROM Packages WHERE hnum IN (SELECT hnum FROM Basenames WHERE key = ?)"
        for (blob,) in connection.execute(query, (path.rpartition("/")[2],)):
            header = Header(blob)
            if any(name in header.files() for name in wanted):
                version = f"{header.texts(_VERSION)[0]}-{header.texts(_RELEASE)[0]}"
                return Package(header.texts(_NAME)[0], version, database)
    return None


class Header:
    """One package's header as the database stores it."""

    def __init__(self, blob: bytes) -> None:
        entries, size = struct.unpack_from(">II", blob)
        index = [struct.unpack_from(">IIiI", blob, 8 + 16 * place) for place in range(entries)]
        self._index = {tag: (offset, count) for tag, _, offset, count in index}
        self._data = blob[8 + 16 * entries :][:size]

    def texts(self, tag: int) -> list[str]:
        """Return a tag of strings; raises KeyError where it is absent."""
        offset, count = self._index[tag]
        return [item.decode("utf-8", "replace") for item in self._data[offset:].split(b"\0", count)[:count]]

    def files(self) -> list[str]:
        """Return the package's files as absolute paths."""
        offset, count = self._index[_DIRECTORY_INDEXES]
        places = struct.unpack_from(f">{count}I", self._data, offset)
        directories = self.texts(_DIRECTORIES)
        return [directories[place] + name for place, name in zip(places, self.texts(_BASENAMES))]
