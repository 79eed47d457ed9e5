from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from dropexec.machine.packages import Package, rpm

if TYPE_CHECKING:
    from pathlib import Path


def _header(
    name: str, version: str, release: str, directories: list[str], files: list[tuple[int, str]]
) -> bytes:
    """Return a header as rpm stores it: counts, index, data; tag numbers from rpmtag.h."""
    data, index = b"", []

    def texts(tag: int, kind: int, values: list[str]) -> None:
        nonlocal data
        index.append(struct.pack(">IIiI", tag, kind, len(data), len(values)))
        data += b"".join(value.encode() + b"\0" for value in values)

    texts(1000, 6, [name])
    texts(1001, 6, [version])
    texts(1002, 6, [release])
    data += b"\0" * (-len(data) % 4)
    index.append(struct.pack(">IIiI", 1116, 4, len(data), len(files)))
    data += struct.pack(f">{len(files)}I", *(place for place, _ in files))
    texts(1117, 8, [file for _, file in files])
    texts(1118, 8, directories)
    return struct.pack(">II", len(index), len(data)) + b"".join(index) + data


def _database(root: Path, headers: list[tuple[bytes, list[str]]], place: str = "var/lib/rpm") -> None:
    (root / place).mkdir(parents=True)
    with closing(sqlite3.connect(root / place / "rpmdb.sqlite")) as connection:
        connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        connection.execute(
            "CREATE TABLE Basenames (key TEXT NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)"
        )
        for number, (blob, names) in enumerate(headers, 1):
            connection.execute("INSERT INTO Packages VALUES (?, ?)", (number, blob))
            for place_, name in enumerate(names):
                connection.execute("INSERT INTO Basenames VALUES (?, ?, ?)", (name, number, place_))
        connection.commit()


PAM = (_header("pam", "1.5.1", "23.el9", ["/etc/pam.d/"], [(0, "su")]), ["su"])
UTIL_LINUX = (
    _header("util-linux", "2.37.4", "21.el9_7", ["/usr/sbin/", "/usr/bin/"], [(0, "runuser"), (1, "su")]),
    ["runuser", "su"],
)


@pytest.mark.parametrize("place", ["var/lib/rpm", "usr/lib/sysimage/rpm"])
@pytest.mark.parametrize("path", ["/bin/su", "/usr/bin/su"])
def test_a_file_is_found_by_its_whole_path_among_files_of_its_name(
    tmp_path: Path, place: str, path: str
) -> None:
    _database(tmp_path, [PAM, UTIL_LINUX], place)
    assert rpm.owner(tmp_path, path) == Package("util-linux", "2.37.4-21.el9_7", f"/{place}/rpmdb.sqlite")


def test_a_file_of_no_package_has_no_owner(tmp_path: Path) -> None:
    _database(tmp_path, [PAM])
    assert rpm.owner(tmp_path, "/bin/su") is None


@pytest.mark.parametrize(
    "blob", [b"", b"\0\0\0\7\0\0\0\0", _header("x", "1", "1", [], [(3, "su")]), b"\0" * 64]
)
def test_a_header_that_cannot_be_read_has_no_owner(tmp_path: Path, blob: bytes) -> None:
    _database(tmp_path, [(blob, ["su"])])
    assert rpm.owner(tmp_path, "/bin/su") is None


def test_a_file_that_is_no_database_has_no_owner(tmp_path: Path) -> None:
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    (tmp_path / "var/lib/rpm/rpmdb.sqlite").write_bytes(b"not a database" * 100)
    assert rpm.owner(tmp_path, "/bin/su") is None


def test_a_root_without_the_database_has_no_owner(tmp_path: Path) -> None:
    assert rpm.owner(tmp_path, "/bin/su") is None
