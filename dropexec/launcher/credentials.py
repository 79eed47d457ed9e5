"""Change the credentials of this process: the one module that does, to be read beside credentials(7)."""

import posix

from dropexec.launcher import caller, capability
from dropexec.launcher.errors import DropexecError, distrust, filtered, reason, shown_ids
from dropexec.launcher.text import contents


def differing(
    present: "caller.Caller", uid: int, gid: int, groups: "tuple[int, ...] | None"
) -> "tuple[bool, bool, bool]":
    """Return which of (groups, gid, uid) have to be set.

    ``groups`` None wants no change of them. A process with CAP_SETGID always sets them: a group that the
    user namespace does not map reads as the overflow gid (user_namespaces(7)), so a list that reads as
    wanted may be another one. A process without it, whose list lacks nothing but its own gid, is taken to
    have the groups: it is a member of that group either way, and cannot be given the list.
    """
    gid_differs = any(other != gid for other in present.gids)
    uid_differs = any(other != uid for other in present.uids)
    if groups is None:
        return False, gid_differs, uid_differs
    if present.capabilities.effective >> capability.SETGID & 1:
        return True, gid_differs, uid_differs
    same = groups == present.groups or (not gid_differs and {*groups, gid} == {*present.groups, gid})
    return not same, gid_differs, uid_differs


def lacking(present: "caller.Caller", uid: int, gid: int, groups: "tuple[int, ...] | None") -> int:
    """Return the mask of the capabilities that the change needs and this process does not have.

    Without the capability, setresgid(2) and setresuid(2) still accept ids that are the real, effective or
    saved one (capabilities(7)).
    """
    groups_differ, gid_differs, uid_differs = differing(present, uid, gid, groups)
    needed = 0
    if groups_differ or (gid_differs and gid not in present.gids):
        needed |= 1 << capability.SETGID
    if uid_differs and uid not in present.uids:
        needed |= 1 << capability.SETUID
    return needed & ~present.capabilities.effective


def change(
    present: "caller.Caller",
    uid: int,
    gid: int,
    groups: "tuple[int, ...] | None",
    *,
    ambient: int = 0,
    who: str = "",
) -> None:
    """Make ``groups``, ``gid`` and ``uid`` those of this process, for good, and verify them.

    ``groups`` None leaves the list alone; otherwise it is ascending and complete. ``ambient`` is the mask
    of the capabilities that stay. For a uid other than 0 all other capabilities are given up, and it is
    verified that uid 0 cannot be regained, unless CAP_SETUID is among the ones that stay.

    Raises DropexecError when a call is refused or the kernel reports something else afterwards; the process
    may then be half changed and must end. Rests on setgroups(2), setresgid(2), setresuid(2),
    capabilities(7).
    """
    who = who or str(uid)
    set_groups, _, set_uid = differing(present, uid, gid, groups)
    if ambient or outlasts(present, uid):
        # Before the change: the target may not be able to read the interpreter's files.
        from dropexec.launcher import kernel  # noqa: F401
    if ambient and set_uid:
        _keep_capabilities()
    if set_groups and groups is not None:
        _set_groups(present, groups, uid, who)
    _set_ids(uid, gid, who)
    _verify(uid, gid, groups if set_groups and groups is not None else present.groups)
    if uid != 0:
        _give_up_capabilities(ambient)
        if not ambient >> capability.SETUID & 1:
            _verify_no_return(uid)
    if ambient:
        _raise_ambient(uid, ambient)


def outlasts(present: "caller.Caller", uid: int) -> bool:
    """Return whether there are capabilities that setresuid(2) does not clear for a uid other than 0."""
    now = present.capabilities
    return uid != 0 and bool(now.inheritable or now.ambient or (now.permitted and 0 not in present.uids))


def _keep_capabilities() -> None:
    from dropexec.launcher import kernel

    try:
        kernel.keep_capabilities()
    except OSError as error:
        hint = filtered(error, "prctl")
        raise DropexecError(
            f"cannot keep capabilities across the change of ids: {reason(error)}{hint}"
        ) from None


def _set_groups(present: "caller.Caller", groups: "tuple[int, ...]", uid: int, who: str) -> None:
    try:
        try:
            posix.setgroups(groups)
        except ValueError:
            # CPython compiles in the C library's NGROUPS_MAX, which is 32 with musl; the kernel's is 65536.
            from dropexec.launcher import kernel

            kernel.setgroups(groups)
    except OSError as error:
        denied = isinstance(error, PermissionError) and _setgroups_denied()
        if denied and groups == present.groups and _overflow_gid() not in (None, *groups):
            return
        from dropexec.launcher import refusal

        if denied:
            hint = refusal.setgroups_denied(uid)
        elif _is_invalid(error):
            hint = refusal.unmapped(groups)
        else:
            hint = refusal.despite(error, "setgroups", capability.SETGID)
        raise DropexecError(f"cannot set the supplementary groups of {who}: {reason(error)}{hint}") from None


def _set_ids(uid: int, gid: int, who: str) -> None:
    # Also where they read as wanted: an id that this user namespace does not map reads as the overflow id
    # (user_namespaces(7)), and only the call tells, with EINVAL. The present ids need no right.
    kind, number = "gid", gid
    try:
        posix.setresgid(gid, gid, gid)
        kind, number = "uid", uid
        posix.setresuid(uid, uid, uid)
    except OSError as error:
        from dropexec.launcher import refusal

        needed = capability.SETGID if kind == "gid" else capability.SETUID
        hint = refusal.despite(error, f"setres{kind}", needed)
        if _is_invalid(error):
            hint = f"; is {kind} {number} not mapped in this user namespace?"
        raise DropexecError(f"cannot set the {kind} of {who} to {number}: {reason(error)}{hint}") from None


def _verify(uid: int, gid: int, groups: "tuple[int, ...]") -> None:
    uids, gids = caller.ids()
    found = caller.groups()
    if uids != (uid, uid, uid):
        raise distrust("uids (real, effective, saved)", (uid, uid, uid), uids)
    if gids != (gid, gid, gid):
        raise distrust("gids (real, effective, saved)", (gid, gid, gid), gids)
    if groups != found:
        raise distrust("supplementary groups", shown_ids(groups), shown_ids(found))


def _give_up_capabilities(keep: int) -> None:
    # The kernel clears the permitted, effective and ambient sets when the last uid that is 0 goes
    # (capabilities(7), "Effect of user ID changes on capabilities"), but never the inheritable set, and
    # none of them where the caller was not uid 0 or has set SECBIT_NO_SETUID_FIXUP.
    now = caller.capabilities()
    if keep == 0 and not (now.inheritable or now.permitted or now.effective or now.ambient):
        return
    from dropexec.launcher import kernel

    try:
        kernel.clear_ambient()
    except OSError as error:
        hint = filtered(error, "prctl")
        raise DropexecError(f"cannot clear the ambient capabilities: {reason(error)}{hint}") from None
    _set_capabilities(keep, keep, keep)
    ambient = caller.capabilities().ambient
    if ambient:
        raise distrust("ambient capabilities", "none", capability.shown(ambient))


def _set_capabilities(effective: int, permitted: int, inheritable: int) -> None:
    from dropexec.launcher import kernel

    wanted = [effective, permitted, inheritable]
    try:
        kernel.capset(effective, permitted, inheritable)
    except OSError as error:
        hint = filtered(error, "capset")
        raise DropexecError(f"cannot set the capabilities: {reason(error)}{hint}") from None
    found = _capabilities()
    if found != wanted:
        raise distrust("capabilities (effective, permitted, inheritable)", wanted, found)


def _capabilities() -> "list[int]":
    from dropexec.launcher import kernel

    try:
        return kernel.sets()
    except OSError as error:
        raise DropexecError(f"cannot read the capabilities: {reason(error)}") from None


def _verify_no_return(uid: int) -> None:
    # (uid_t)-1 leaves the real and the saved uid alone, so this asks for the effective one only.
    try:
        posix.setresuid(-1, 0, -1)
    except PermissionError:
        return
    except OSError as error:
        if _is_invalid(error):  # a user namespace that does not map uid 0
            return
        raise DropexecError(
            f"cannot verify that uid {uid} is unable to regain uid 0: {reason(error)}"
        ) from None
    raise DropexecError(f"cannot give up uid 0 for good: uid {uid} is able to regain it")


def _raise_ambient(uid: int, ambient: int) -> None:
    from dropexec.launcher import kernel

    if uid == 0:
        effective, permitted, inheritable = _capabilities()
        _set_capabilities(effective, permitted, inheritable | ambient)
    try:
        for number in range(ambient.bit_length()):
            if ambient >> number & 1:
                kernel.raise_ambient(number)
    except OSError as error:
        raise DropexecError(
            f"cannot keep {capability.shown(ambient)}: {reason(error)}; ambient capabilities need Linux 4.3, "
            "and must be permitted and in the bounding set"
        ) from None
    try:
        found = kernel.ambient()
    except OSError as error:
        raise DropexecError(f"cannot read the capabilities: {reason(error)}") from None
    if found & ambient != ambient:
        raise distrust("ambient capabilities", capability.shown(ambient), capability.shown(found) or "none")


def _is_invalid(error: OSError) -> bool:
    import errno

    return error.errno == errno.EINVAL


def _setgroups_denied() -> bool:
    """Return whether this user namespace denies setgroups(2) (user_namespaces(7))."""
    try:
        return contents("/proc/self/setgroups").startswith(b"deny")
    except OSError:
        return False


def _overflow_gid() -> "int | None":
    """Return the gid as which an unmapped one reads, a sysctl, or None where that cannot be told."""
    try:
        return int(contents("/proc/sys/kernel/overflowgid"))
    except (OSError, ValueError):
        return None
