"""Say why the kernel refuses a change of credentials; imported only when it did."""

import errno

from dropexec.launcher import caller, capability
from dropexec.launcher.errors import shown_ids
from dropexec.launcher.text import contents

CHOWN = capability.NAMES.index("chown")
SYS_NICE = capability.NAMES.index("sys_nice")
SYS_RESOURCE = capability.NAMES.index("sys_resource")


def despite(error: OSError, call: str, number: int, otherwise: str = "") -> str:
    """Return what to add where a call is denied: that its capability is present, or ``otherwise``.

    Empty where the error is another one.
    """
    if error.errno not in (errno.EPERM, errno.EACCES):
        return ""
    if not caller.capabilities().effective >> number & 1:
        return otherwise
    name = capability.shown(1 << number)
    return f"; {name} is present: does a security module or a seccomp filter refuse {call}(2)?"


def raising(error: OSError, limit: str) -> str:
    """Return what to add where a hard limit may not be raised (setrlimit(2)), or ""."""
    lacks = "; raising the hard limit needs CAP_SYS_RESOURCE"
    hint = despite(error, "prlimit", SYS_RESOURCE, lacks)
    return f"{lacks}, and fs.nr_open bounds it for everybody" if hint and limit == "nofile" else hint


def setgroups_denied(uid: int) -> str:
    """Return what to do where this user namespace denies setgroups(2)."""
    if is_mapped("uid", uid):
        return "; this user namespace denies setgroups(2), use --keep-groups"
    return (
        f"; this user namespace denies setgroups(2) and does not map uid {uid}; "
        "map more ids (unshare --map-auto)"
    )


def unmapped(groups: "tuple[int, ...]") -> str:
    """Return which groups this user namespace does not map, and what to do, or ""."""
    found = [gid for gid in groups if not is_mapped("gid", gid)]
    if not found:
        return ""
    return (
        f"; this user namespace does not map {shown_ids(found)}: use --clear-groups, "
        "or --groups with mapped ones"
    )


def is_mapped(kind: str, number: int) -> bool:
    """Return whether this user namespace maps an id (user_namespaces(7)); true where nobody can tell."""
    try:
        lines = contents(f"/proc/self/{kind}_map").split(b"\n")
    except OSError:
        return True
    ranges = [[int(word) for word in line.split()] for line in lines if line]
    return any(first <= number < first + count for first, _, count in ranges)
