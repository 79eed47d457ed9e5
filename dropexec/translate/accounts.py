"""The accounts of a root directory, and what its limits.conf gives them; of "/" those that NSS knows."""

from __future__ import annotations

import os
import posix
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.launcher.database import SYSTEM, Entry
from dropexec.machine import limitsconf
from dropexec.machine.executable import inside, resolve
from dropexec.translate.circumstances import Account

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIMITS = ("etc/security/limits.conf", "etc/security/limits.d")


class AccountsOf:
    """The accounts of a root: read from its passwd and group files, never by its libraries."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._host = root == Path("/")

    @property
    def known(self) -> bool:
        """Whether there is a database to ask: a root without a passwd file tells nothing of its accounts."""
        return self._host or bool(self._text("etc/passwd"))

    def account(self, user: str) -> Account | None:
        """Return the account of a name or a decimal uid, None where there is none."""
        entry = self._entry(user)
        if entry is None:
            return None
        groups = self._groups(entry)
        login = limitsconf.Login(entry.name, entry.uid, entry.gid, groups)
        return Account(
            name=entry.name,
            uid=entry.uid,
            gid=entry.gid,
            group=groups.get(entry.gid, str(entry.gid)),
            shell=entry.shell or "/bin/sh",
            home=entry.home or "/",
            home_exists=self._is_directory(entry.home or "/"),
            limits=tuple(_limits(limitsconf.applied(self._entries(), login))),
        )

    def _entry(self, user: str) -> Entry | None:
        if self._host:
            return SYSTEM.user_with(int(user)) if user.isdigit() else SYSTEM.user_named(user)
        for fields in self._lines("etc/passwd", 7):
            if not (fields[2].isdigit() and fields[3].isdigit()):
                continue
            if user in (fields[0], fields[2] if user.isdigit() else fields[0]):
                return Entry(
                    name=fields[0], uid=int(fields[2]), gid=int(fields[3]), home=fields[5], shell=fields[6]
                )
        return None

    def _groups(self, entry: Entry) -> dict[int, str]:
        if self._host:
            try:
                gids = posix.getgrouplist(entry.name, entry.gid)
            except (OSError, ValueError):
                gids = [entry.gid]
            return {gid: _group_name(gid) for gid in gids}
        return {
            int(fields[2]): fields[0]
            for fields in self._lines("etc/group", 4)
            if fields[2].isdigit() and (int(fields[2]) == entry.gid or entry.name in fields[3].split(","))
        }

    def _is_directory(self, path: str) -> bool:
        place = resolve(self._root, path)
        return place is not None and inside(self._root, place).is_dir()

    def _entries(self) -> list[limitsconf.Entry]:
        conf, folder = _LIMITS
        files = [conf]
        place = resolve(self._root, folder)
        if place is not None and inside(self._root, place).is_dir():
            names = sorted(os.listdir(inside(self._root, place)))
            files += [f"{folder}/{name}" for name in names if name.endswith(".conf")]
        return [entry for name in files for entry in limitsconf.parse(f"/{name}", self._text(name))]

    def _lines(self, name: str, least: int) -> Iterator[list[str]]:
        for line in self._text(name).splitlines():
            fields = line.split(":")
            if len(fields) >= least and not line.startswith("#"):
                yield fields

    def _text(self, name: str) -> str:
        place = resolve(self._root, name)
        if place is None:
            return ""
        try:
            return inside(self._root, place).read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""


def _group_name(gid: int) -> str:
    import grp

    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _limits(limits: list[limitsconf.Limit]) -> Iterator[tuple[str, str | None]]:
    """Yield each limit in words, and the option that keeps it where the entries settle both values."""
    for limit in limits:
        said = ", ".join(f"{entry} ({entry.path})" for entry in limit.entries)
        both = limit.soft is not None and limit.hard is not None
        settled = both or limit.item in ("priority", "nonewprivs")
        option = limitsconf.option(limit, {}) if settled else None
        yield said, None if option is None else option.replace(" ", "=", 1)
