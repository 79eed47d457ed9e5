"""A passwd and group database out of a test's own data, and hypothesis strategies that make some."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from dropexec.launcher.database import Database, Entry
from dropexec.launcher.userspec import MAX_ID

IDS = st.one_of(
    st.integers(0, 12),
    st.integers(0, MAX_ID),
    st.sampled_from([65534, 65535, 2**31 - 1, 2**31, MAX_ID - 1, MAX_ID]),
)
"""Ids that an account may have."""

ANY_IDS = st.one_of(IDS, st.just(MAX_ID + 1))
"""Ids that a database may hold: (uid_t)-1 as well."""

NAMES = st.one_of(
    st.sampled_from(
        ["root", "nobody", "lint", "0", "7", "10", "4294967295", "4294967296", "0day", "dx.dot", "ü"]
    ),
    st.text("abc.-_ü0123456789", min_size=1, max_size=4),
)


@dataclass(frozen=True)
class Directory(Database):
    """``users``: name → (uid, gid, home, shell).  ``groups``: name → (gid, members)."""

    users: dict[str, tuple[int, int, str, str]] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def check_users(self, name: str | None, uid: int | None) -> None:
        pass

    def check_groups(self, names: list[str], member: str | None) -> None:
        pass

    def user_named(self, name: str) -> Entry | None:
        if name not in self.users:
            return None
        uid, gid, home, shell = self.users[name]
        return Entry(name=name, uid=uid, gid=gid, home=home, shell=shell)

    def user_with(self, uid: int) -> Entry | None:
        for name, entry in self.users.items():
            if entry[0] == uid:
                return self.user_named(name)
        return None

    def group_named(self, name: str) -> int | None:
        return self.groups[name][0] if name in self.groups else None

    def groups_of(self, name: str, gid: int) -> list[int]:
        return [gid, *(other for other, members in self.groups.values() if name in members)]


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Databases with a handful of users, groups and memberships."""
    homes = st.sampled_from(["", "/", "/home/a", "/home/b/"])
    shells = st.sampled_from(["", "/bin/sh", "/usr/sbin/nologin"])
    users = draw(st.dictionaries(NAMES, st.tuples(ANY_IDS, ANY_IDS, homes, shells), max_size=5))
    members = st.lists(st.sampled_from(sorted(users)), max_size=3) if users else st.just([])
    groups = draw(st.dictionaries(NAMES, st.tuples(ANY_IDS, members), max_size=6))
    return Directory(users, groups)
