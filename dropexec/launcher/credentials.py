"""Change the credentials of this process: the one module that does, to be read beside credentials(7)."""

import posix

from dropexec.launcher import caller, capability
from dropexec.launcher.errors import DropexecError, reason
from dropexec.launcher.text import contents

_EPERM = 1
_EINVAL = 22


def differing(
    present: "caller.Caller", uid: int, gid: int, groups: "tuple[int, ...] | None"
) -> "tuple[bool, bool, bool]":
    """Return which of (groups, gid, uid) are not what is wanted already.

    ``groups`` None wants no change of them.  A process without CAP_SETGID whose list lacks nothing but
    its own gid is taken to have the groups: it is a member of that group either way, and cannot be given the
    list.
    """
    gid_differs = any(other != gid for other in present.gids)
    uid_differs = any(other != uid for other in present.uids)
    groups_differ = groups is not None and groups != present.groups
    if groups_differ and groups is not None and not present.capabilities.effective >> capability.SETGID & 1:
        groups_differ = gid_differs or {*groups, gid} != {*present.groups, gid}
    return groups_differ, gid_differs, uid_differs


def lacking(present: "caller.Caller", uid: int, gid: int, groups: "tuple[int, ...] | None") -> int:
    """Return the mask of the capabilities that the change needs and this process does not have.

    Without the capability, setresgid(2) and setresuid(2) still take ids that are the real,
    effective or saved one (capabilities(7)).
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
    """Make ``groups``, ``gid`` and ``uid`` this process's, for good, and read back that they are.

    ``groups`` None leaves the list alone; else it is ascending and complete.  ``ambient`` is the mask of the
    capabilities that stay.  What is already as wanted is not set again.  For a uid other than 0 all other
    capabilities are given up, and it is seen that uid 0 cannot be had back, unless CAP_SETUID is among the
    ones that stay.

    Raises DropexecError when a call is refused or the kernel reports something else afterwards; the process
    may then be half changed and must end.  Rests on setgroups(2), setresgid(2), setresuid(2),
    capabilities(7).
    """
    set_groups, set_gid, set_uid = differing(present, uid, gid, groups)
    if ambient or _outlasts(present, uid):
        # Before the change: the target may not be able to read the interpreter's files.
        from dropexec.launcher import kernel  # noqa: F401
    expected = groups if set_groups and groups is not None else present.groups
    try:
        if ambient and set_uid:
            _keep_capabilities()
        if set_groups and groups is not None:
            _setgroups(groups)
        if set_gid:
            posix.setresgid(gid, gid, gid)
        if set_uid:
            posix.setresuid(uid, uid, uid)
    except OSError as error:
        raise DropexecError(
            f"cannot become {who or uid}: {reason(error)}{_explain(error, uid, gid)}"
        ) from None
    _compare("uids (real, effective, saved)", (uid, uid, uid), posix.getresuid())
    _compare("gids (real, effective, saved)", (gid, gid, gid), posix.getresgid())
    _compare("supplementary groups", list(expected), sorted(set(posix.getgroups())))
    if uid != 0:
        _give_up_capabilities(present, ambient)
        if not ambient >> capability.SETUID & 1:
            _cannot_return(uid)
    if ambient:
        _raise_ambient(uid, ambient)


def _outlasts(present: "caller.Caller", uid: int) -> bool:
    """Whether capabilities are there that setresuid(2) does not clear for a uid other than 0."""
    now = present.capabilities
    return uid != 0 and bool(now.inheritable or now.ambient or (now.permitted and 0 not in present.uids))


def _setgroups(groups: "tuple[int, ...]") -> None:
    try:
        posix.setgroups(groups)
    except ValueError:
        # CPython compiles in the C library's NGROUPS_MAX, which is 32 with musl; the kernel's is 65536.
        from dropexec.launcher import kernel

        kernel.setgroups(groups)


def _keep_capabilities() -> None:
    from dropexec.launcher import kernel

    kernel.keep_capabilities()


def _compare(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise DropexecError(
            f"cannot trust the kernel: the {what} were set to {wanted} and read back as {found}"
        )


def _give_up_capabilities(present: "caller.Caller", keep: int) -> None:
    # The kernel clears the permitted, effective and ambient sets when the last uid that is 0 goes
    # (capabilities(7), "Effect of user ID changes on capabilities"), but never the inheritable set, and none
    # of them where the caller was not uid 0 or has set SECBIT_NO_SETUID_FIXUP.
    now = caller.capabilities(present.status)
    if keep == 0 and not (now.inheritable or now.permitted or now.effective or now.ambient):
        return
    from dropexec.launcher import kernel

    try:
        kernel.clear_ambient()
        kernel.capset(keep, keep, keep)
    except OSError as error:
        raise DropexecError(f"cannot set the capabilities: {reason(error)}") from None
    after = caller.capabilities(present.status)
    _compare(
        "capability sets",
        [keep, keep, keep, 0],
        [after.inheritable, after.permitted, after.effective, after.ambient],
    )


def _cannot_return(uid: int) -> None:
    # (uid_t)-1 leaves the real and the saved uid alone, so this asks for the effective one only.
    try:
        posix.setresuid(-1, 0, -1)
    except PermissionError:
        return
    except OSError as error:
        # A user namespace that does not map uid 0 answers EINVAL.
        if error.errno == _EINVAL:
            return
        raise DropexecError(f"cannot see whether uid {uid} may become uid 0 again: {reason(error)}") from None
    raise DropexecError(f"cannot give up uid 0 for good: uid {uid} could take it back")


def _raise_ambient(uid: int, ambient: int) -> None:
    from dropexec.launcher import kernel

    try:
        if uid == 0:
            now = kernel.capget()
            kernel.capset(now.effective, now.permitted, now.inheritable | ambient)
        for number in range(ambient.bit_length()):
            if ambient >> number & 1:
                kernel.raise_ambient(number)
        found = kernel.capget().ambient
    except OSError as error:
        raise DropexecError(
            f"cannot keep {capability.shown(ambient)}: {reason(error)}; ambient capabilities need Linux 4.3, "
            "and must be permitted and in the bounding set"
        ) from None
    if found & ambient != ambient:
        _compare("ambient capabilities", capability.names(ambient), capability.names(found))


def _explain(error: OSError, uid: int, gid: int) -> str:
    if error.errno == _EINVAL:
        return f"; is uid {uid} or gid {gid} not mapped in this user namespace?"
    if error.errno == _EPERM and _setgroups_denied():
        return "; this user namespace denies setgroups, use --keep-groups"
    return ""


def _setgroups_denied() -> bool:
    try:
        return contents("/proc/self/setgroups").startswith(b"deny")
    except OSError:
        return False
