"""Resolve a user spec against the account database into the ids and groups that the target gets."""

import grp
import posix
import pwd

from dropexec.launcher import userspec
from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.record import Record
from dropexec.launcher.text import from_locale, to_locale

NGROUPS_MAX = 65536
"""The kernel's limit (include/uapi/linux/limits.h, since 2.6.4); musl's sysconf(3) says 32 instead."""


class Account(Record):
    """Who the target will be.

    ``name`` is None for a uid without a passwd entry.  ``uid`` and ``gid`` are 0 … 4294967294.  ``groups`` is
    the complete supplementary list, ascending, always with ``gid`` in it; None means that the caller's list
    is kept (--keep-groups).  ``home`` and ``shell`` are never empty.
    """

    __slots__ = ("gid", "groups", "home", "name", "shell", "uid")
    name: "str | None"
    uid: int
    gid: int
    groups: "tuple[int, ...] | None"
    home: str
    shell: str


class Database:
    """The passwd and group databases as the C library presents them (nsswitch.conf(5))."""

    def user_named(self, name: str) -> "pwd.struct_passwd | None":
        """Return the entry of that name, or None (getpwnam(3))."""
        try:
            return pwd.getpwnam(to_locale(name))
        except (KeyError, ValueError):
            return None

    def user_with(self, uid: int) -> "pwd.struct_passwd | None":
        """Return the first entry of that uid, or None (getpwuid(3))."""
        try:
            return pwd.getpwuid(uid)
        except KeyError:
            return None

    def group_named(self, name: str) -> "int | None":
        """Return the gid of the group of that name, or None (getgrnam(3))."""
        try:
            return grp.getgrnam(to_locale(name)).gr_gid
        except (KeyError, ValueError):
            return None

    def groups_of(self, name: str, gid: int) -> "list[int]":
        """Return ``gid`` and every group that lists the user as a member (getgrouplist(3))."""
        return posix.getgrouplist(to_locale(name), gid)


SYSTEM = Database()


def resolve(
    spec: str,
    *,
    groups: "list[str] | None" = None,
    init_groups: bool = False,
    add_groups: "list[str] | None" = None,
    clear_groups: bool = False,
    keep_groups: bool = False,
    database: Database = SYSTEM,
) -> Account:
    """Resolve USER[:GROUP] and the choice of supplementary groups; change nothing.

    ``groups`` and ``add_groups`` hold group names or decimal gids.  Without any choice, ``USER`` gets its
    groups from the group database, and ``USER:GROUP`` exactly GROUP.  The gid is in the list whatever the
    choice, because a set-group-ID program could otherwise shed it and reads files that deny the group
    (CVE-2022-36109).

    Raises DropexecError for an unknown or ambiguous user or group, for a uid without passwd entry and no
    GROUP, and for choices that exclude one another.

    Rests on: getpwnam(3), getgrouplist(3), initgroups(3), credentials(7).
    """
    _check_choice(groups, init_groups, add_groups, clear_groups, keep_groups)
    parsed = userspec.parse(spec)
    # At most one of the two is given.
    listed = [userspec.parse_part("group", group) for group in groups or add_groups or ()]
    entry, uid = _user(parsed.user, database)
    if parsed.group is not None:
        gid = _gid(parsed.group, database)
    elif entry is not None:
        gid = _in_range(entry.pw_gid, "login group", entry.pw_name)
    else:
        raise DropexecError(
            f"cannot use user {uid}: no account has this uid, so it has no login group; "
            f"name the group as well: {uid}:{uid}"
        )
    name = from_locale(entry.pw_name) if entry is not None else None
    supplementary = None
    if not keep_groups:
        login = parsed.group is None
        supplementary = _supplementary(
            name, uid, gid, login, groups is not None, listed, init_groups, clear_groups, database
        )
    return Account(
        name=name,
        uid=uid,
        gid=gid,
        groups=supplementary,
        home=(from_locale(entry.pw_dir) if entry is not None else "") or "/",
        # passwd(5): an empty field means /bin/sh.
        shell=(from_locale(entry.pw_shell) if entry is not None else "") or "/bin/sh",
    )


def _check_choice(
    groups: "list[str] | None",
    init_groups: bool,
    add_groups: "list[str] | None",
    clear_groups: bool,
    keep_groups: bool,
) -> None:
    chosen = [
        option
        for option, given in (
            ("--groups", groups is not None),
            ("--init-groups", init_groups),
            ("--clear-groups", clear_groups),
            ("--keep-groups", keep_groups),
        )
        if given
    ]
    if add_groups is not None and chosen and chosen != ["--init-groups"]:
        chosen.append("--add-groups")
    if len(chosen) > 1:
        raise DropexecError(f"cannot use {chosen[0]} with {chosen[1]}: they exclude one another; choose one")


def _user(user: "int | str", database: Database) -> "tuple[pwd.struct_passwd | None, int]":
    if isinstance(user, str):
        entry = database.user_named(user)
        if entry is None:
            raise DropexecError(
                f"cannot find user {quoted(user)}: no such account{_nearest(user, '/etc/passwd')}"
            )
        return entry, _in_range(entry.pw_uid, "uid", user)
    # An account may be *named* 10 and have uid 0 (CVE-2016-3697): nobody can tell which one was meant.
    entry = database.user_named(str(user))
    if entry is not None and entry.pw_uid != user:
        raise DropexecError(
            f"cannot use user {user}: it is ambiguous, the account named {quoted(str(user))} has uid "
            f"{entry.pw_uid & 0xFFFFFFFF}; rename that account"
        )
    return entry or database.user_with(user), user


def _gid(group: "int | str", database: Database) -> int:
    if isinstance(group, str):
        gid = database.group_named(group)
        if gid is None:
            raise DropexecError(
                f"cannot find group {quoted(group)}: no such group{_nearest(group, '/etc/group')}"
            )
        return _in_range(gid, "gid", group)
    gid = database.group_named(str(group))
    if gid is not None and gid != group:
        raise DropexecError(
            f"cannot use group {group}: it is ambiguous, the group named {quoted(str(group))} has "
            f"gid {gid & 0xFFFFFFFF}; rename that group"
        )
    return group


def _supplementary(
    name: "str | None",
    uid: int,
    gid: int,
    login: bool,
    exactly: bool,
    listed: "list[int | str]",
    init_groups: bool,
    clear_groups: bool,
    database: Database,
) -> "tuple[int, ...]":
    chosen = {gid}
    if init_groups or (login and not exactly and not clear_groups):
        if name is None:
            raise DropexecError(
                f"cannot initialise the groups of user {uid}: no account has this uid; "
                "leave out --init-groups, or list them with --groups"
            )
        try:
            chosen.update(_in_range(member, "group", name) for member in database.groups_of(name, gid))
        except (OSError, ValueError):
            raise DropexecError(f"cannot read the groups of {quoted(name)} from the group database") from None
    chosen.update(_gid(group, database) for group in listed)
    if len(chosen) > NGROUPS_MAX:
        raise DropexecError(
            f"cannot set {len(chosen)} supplementary groups: the kernel takes {NGROUPS_MAX} at most"
        )
    return tuple(sorted(chosen))


def _in_range(value: int, kind: str, name: str) -> int:
    if 0 <= value <= userspec.MAX_ID:
        return value
    raise DropexecError(
        f"cannot use {quoted(name)}: the database gives it the {kind} {value & 0xFFFFFFFF}, "
        'which means "leave unchanged"'
    )


def _nearest(name: str, path: str) -> str:
    from dropexec.launcher.suggestion import did_you_mean, names_in

    return did_you_mean(name, names_in(path))
