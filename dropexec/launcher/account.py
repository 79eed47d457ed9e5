"""Resolve a user spec against the account database into the ids and groups that the target gets."""

from dropexec.launcher import accountfiles, options, userspec
from dropexec.launcher.database import SYSTEM, Database, Entry
from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.record import Record

NGROUPS_MAX = 65536
"""The kernel's limit (include/uapi/linux/limits.h, since 2.6.4); musl's sysconf(3) says 32 instead."""


class Account(Record):
    """Who the target will be.

    ``name`` is None for a uid without a passwd entry. ``uid`` and ``gid`` are 0 … 4294967294. ``groups`` is
    the complete supplementary list, ascending, always with ``gid`` in it; None means that the caller's list
    is kept (--keep-groups). ``home`` and ``shell`` are never empty.
    """

    __slots__ = ("gid", "groups", "home", "name", "shell", "uid")
    name: "str | None"
    uid: int
    gid: int
    groups: "tuple[int, ...] | None"
    home: str
    shell: str


class GroupChoice(Record):
    """The options about supplementary groups: ``exactly`` and ``added`` hold names or decimal gids.

    ``exactly`` is None without --groups.
    """

    __slots__ = ("added", "clear", "exactly", "initialise", "keep")
    exactly: "list[str] | None"
    added: "list[str]"
    initialise: bool
    clear: bool
    keep: bool


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

    ``groups`` and ``add_groups`` hold group names or decimal gids. Without any choice, ``USER`` gets its
    groups from the group database, and ``USER:GROUP`` exactly GROUP. The gid is in the list whatever the
    choice: otherwise a set-group-ID program could shed it and read files that deny the group
    (CVE-2022-36109).

    Raises DropexecError for an unknown or ambiguous user or group, for a uid without a passwd entry and no
    GROUP, for choices that are mutually exclusive, and where the database cannot be read or asked.

    Rests on: getpwnam(3), getgrouplist(3), initgroups(3), credentials(7).
    """
    given = {
        "groups": groups is not None,
        "init-groups": init_groups,
        "add-groups": add_groups is not None,
        "clear-groups": clear_groups,
        "keep-groups": keep_groups,
    }
    options.check_exclusive([name for name, is_given in given.items() if is_given])
    choice = GroupChoice(
        exactly=groups, added=add_groups or [], initialise=init_groups, clear=clear_groups, keep=keep_groups
    )
    return _resolve(userspec.parse(spec), choice, database)


def _resolve(spec: userspec.UserSpec, choice: GroupChoice, database: Database) -> Account:
    # --groups and --add-groups are mutually exclusive.
    listed = [userspec.parse_part("group", group) for group in choice.exactly or choice.added]
    entry, uid = _user(spec.user, database)
    login = spec.group is None
    if login and entry is None:
        raise DropexecError(
            f"cannot use user {uid}: no account has this uid, so it has no login group; "
            f"name the group as well: {uid}:{uid}"
        )
    login_gid = _in_range(entry.gid, "login group", entry.name) if login and entry is not None else 0
    initialise = choice.initialise or (
        login and choice.exactly is None and not choice.clear and not choice.keep
    )
    member = entry.name if initialise and entry is not None else None
    sought = [str(group) for group in ((spec.group, *listed) if spec.group is not None else listed)]
    if sought or member is not None:
        database.check_groups(sought, member)
    asked = str(spec.user)
    gid = login_gid if spec.group is None else _gid(spec.group, asked, database)
    if initialise and entry is None:
        raise DropexecError(
            f"cannot initialise the groups of user {uid}: no account has this uid; "
            "leave out --init-groups, or list them with --groups"
        )
    chosen = {gid, *_memberships(member, gid, database)}
    chosen.update(_gid(group, asked, database) for group in listed)
    return Account(
        name=None if entry is None else entry.name,
        uid=uid,
        gid=gid,
        groups=None if choice.keep else _complete(chosen),
        home=(entry.home if entry is not None else "") or "/",
        # passwd(5): an empty field means /bin/sh.
        shell=(entry.shell if entry is not None else "") or "/bin/sh",
    )


def inherit(
    account: Account, uid: int, groups: "tuple[int, ...]", database: Database = SYSTEM
) -> "tuple[Account, tuple[int, ...]]":
    """Add the groups that a caller has beyond those of its own account, such as ``docker run --group-add``.

    ``uid`` and ``groups`` are the caller's. Returns the account with these groups, and the ones of the
    caller that were left out: gid 0, and what the group database gives the caller's own account. Where the
    uid has no account only gid 0 is left out.

    Raises DropexecError where the database cannot be read or asked.
    """
    database.check_users(None, uid)
    own, entry = {0}, database.user_with(uid)
    if entry is not None:
        database.check_groups([], entry.name)
        own.update(_memberships(entry.name, entry.gid, database))
    inherited = [group for group in groups if group not in own]
    fields = {name: getattr(account, name) for name in account.__slots__}
    fields["groups"] = _complete({*(account.groups or ()), *inherited})
    return Account(**fields), tuple(group for group in groups if group in own)


def _complete(groups: "set[int]") -> "tuple[int, ...]":
    if len(groups) > NGROUPS_MAX:
        raise DropexecError(
            f"cannot set {len(groups)} supplementary groups: the kernel takes at most {NGROUPS_MAX}"
        )
    return tuple(sorted(groups))


def _user(user: "int | str", database: Database) -> "tuple[Entry | None, int]":
    database.check_users(str(user), user if isinstance(user, int) else None)
    entry = database.user_named(str(user))
    if isinstance(user, str):
        if entry is None:
            from dropexec.launcher import habit

            hint = _nearest(user, accountfiles.USERS) or habit.user(user)
            raise DropexecError(f"cannot find user {quoted(user)}: no such account{hint}")
        return entry, _in_range(entry.uid, "uid", user)
    # An account may be *named* 10 and have uid 0 (CVE-2016-3697): nobody can tell which one was meant.
    if entry is not None and entry.uid != user:
        raise DropexecError(
            f"cannot use user {user}: it is ambiguous, the account named {quoted(str(user))} has uid "
            f"{entry.uid & 0xFFFFFFFF}; rename that account"
        )
    return entry or database.user_with(user), user


def _gid(group: "int | str", user: str, database: Database) -> int:
    gid = database.group_named(str(group))
    if isinstance(group, str):
        if gid is None:
            from dropexec.launcher import habit

            hint = _nearest(group, accountfiles.GROUPS) or habit.group(group, user)
            raise DropexecError(f"cannot find group {quoted(group)}: no such group{hint}")
        return _in_range(gid, "gid", group)
    if gid is not None and gid != group:
        raise DropexecError(
            f"cannot use group {group}: it is ambiguous, the group named {quoted(str(group))} has "
            f"gid {gid & 0xFFFFFFFF}; rename that group"
        )
    return group


def _memberships(member: "str | None", gid: int, database: Database) -> "list[int]":
    if member is None:
        return []
    try:
        groups = database.groups_of(member, gid)
    except OSError as error:
        raise DropexecError(
            f"cannot read the groups of {quoted(member)} from the group database: {reason(error)}"
        ) from None
    return [_in_range(group, "group", member) for group in groups]


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
