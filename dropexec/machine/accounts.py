"""The accounts of this machine, or of another root by its files: passwd(5), group(5)."""

from __future__ import annotations

import grp
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from dropexec.machine.executable import inside, resolve


@dataclass(frozen=True)
class Entry:
    """A passwd entry; an empty shell field is /bin/sh. ``home_exists`` is None where nobody can tell."""

    name: str
    uid: int
    gid: int
    group: str
    home: str
    shell: str
    home_exists: bool | None
    groups: tuple[tuple[int, str], ...]


class Accounts:
    """Looks users up by name or decimal uid: in the C library's databases, or in the files of a root."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._files = None if root == Path("/") else _Files(root)

    def find(self, user: str) -> Entry | None:
        """Return the account, or None where there is none; a number is a uid."""
        found = self._files.user(user) if self._files else _system_user(user)
        if found is None:
            return None
        name, uid, gid, home, shell = found
        groups = self._files.groups(name, gid) if self._files else _system_groups(name, gid)
        group = dict(groups).get(gid, str(gid))
        home = home or "/"
        return Entry(name, uid, gid, group, home, shell or "/bin/sh", self._is_directory(home), groups)

    def _is_directory(self, path: str) -> bool:
        real = resolve(self._root, path)
        return real is not None and inside(self._root, real).is_dir()


_Fields = tuple[str, int, int, str, str]


def _system_user(user: str) -> _Fields | None:
    try:
        entry = pwd.getpwuid(int(user)) if user.isdigit() else pwd.getpwnam(user)
    except (KeyError, ValueError, OverflowError):
        return None
    return entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir, entry.pw_shell


def _system_groups(name: str, gid: int) -> tuple[tuple[int, str], ...]:
    found = []
    try:
        numbers = os.getgrouplist(name, gid)
    except (OSError, ValueError):
        numbers = [gid]
    for number in dict.fromkeys(numbers):
        try:
            found.append((number, grp.getgrgid(number).gr_name))
        except KeyError:
            found.append((number, str(number)))
    return tuple(found)


class _Files:
    """etc/passwd and etc/group of a root, links resolved within it."""

    def __init__(self, root: Path) -> None:
        self._users = [line for line in _rows(root, "/etc/passwd") if len(line) >= 7]
        self._groups = [line for line in _rows(root, "/etc/group") if len(line) >= 4]

    def user(self, user: str) -> _Fields | None:
        place = 2 if user.isdigit() else 0
        for fields in self._users:
            if fields[place] == user and fields[2].isdigit() and fields[3].isdigit():
                return fields[0], int(fields[2]), int(fields[3]), fields[5], fields[6]
        return None

    def groups(self, name: str, gid: int) -> tuple[tuple[int, str], ...]:
        return tuple(
            (int(fields[2]), fields[0])
            for fields in self._groups
            if fields[2].isdigit() and (int(fields[2]) == gid or name in fields[3].split(","))
        )


def _rows(root: Path, path: str) -> list[list[str]]:
    real = resolve(root, path)
    if real is None:
        return []
    try:
        text = inside(root, real).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    return [line.split(":") for line in text.splitlines() if line and not line.startswith("#")]
