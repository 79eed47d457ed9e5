"""Ask the C library for accounts and groups by bytes, and learn why it has no answer.

``pwd`` and ``grp`` raise KeyError whether an account does not exist or the name service failed, encode
names by the locale, and ``posix.getgrouplist`` encodes them as UTF-8. This module costs ctypes, so it is
imported only for what is not found and for names that are not ASCII.
"""

import ctypes
import errno
import posix

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.text import decoded, encoded

LONGEST_ANSWER = 1 << 24
"""The size in bytes at which an answer that always needs more room (ERANGE) is given up."""

_ABSENT = (0, errno.ENOENT, errno.ESRCH, errno.ENOTDIR)
"""What getpwnam_r(3) returns where no source knows the name, or the last one does not exist on this
machine."""

_FAILED = (errno.ECONNREFUSED, errno.EAGAIN, errno.EIO, errno.ETIMEDOUT)
"""What an earlier source leaves in errno when it failed and a later one did not know the name."""

_libc = ctypes.CDLL(None, use_errno=True)


class _Passwd(ctypes.Structure):
    """struct passwd (getpwnam(3)); glibc and musl agree."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("password", ctypes.c_char_p),
        ("uid", ctypes.c_uint32),
        ("gid", ctypes.c_uint32),
        ("gecos", ctypes.c_char_p),
        ("home", ctypes.c_char_p),
        ("shell", ctypes.c_char_p),
    )


class _Group(ctypes.Structure):
    """struct group (getgrnam(3)); glibc and musl agree."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("password", ctypes.c_char_p),
        ("gid", ctypes.c_uint32),
        ("members", ctypes.c_void_p),
    )


def user_named(name: str) -> "tuple[str, int, int, str, str] | None":
    """Return (name, uid, gid, home, shell) of an account, or None where no source knows it.

    ``name`` has no NUL. Raises DropexecError where a source failed.
    """
    return _user(_libc.getpwnam_r, ctypes.c_char_p(encoded(name)), name)


def user_with(uid: int) -> "tuple[str, int, int, str, str] | None":
    """Return the same for the first account with a uid."""
    return _user(_libc.getpwuid_r, ctypes.c_uint32(uid), str(uid))


def group_named(name: str) -> "int | None":
    """Return the gid of a group, or None where no source knows it; raise DropexecError where one failed."""
    entry = _Group()
    buffer = _ask(_libc.getgrnam_r, ctypes.c_char_p(encoded(name)), entry, "group", name)
    return None if buffer is None else int(entry.gid)


def check_group(gid: int) -> None:
    """Raise DropexecError where no source knows a gid and one failed."""
    _ask(_libc.getgrgid_r, ctypes.c_uint32(gid), _Group(), "group", str(gid))


def memberships(name: str, gid: int) -> "list[int]":
    """Return ``gid`` and every group that lists the user (getgrouplist(3)); raise OSError on failure."""
    room = 64
    while room <= LONGEST_ANSWER:
        count, groups = ctypes.c_int(room), (ctypes.c_uint32 * room)()
        if _libc.getgrouplist(encoded(name), ctypes.c_uint32(gid), groups, ctypes.byref(count)) >= 0:
            return list(groups[: count.value])
        room = max(count.value, room * 2)
    raise OSError(errno.EIO, posix.strerror(errno.EIO))


def _user(
    call: "ctypes._NamedFuncPointer", key: "ctypes.c_char_p | ctypes.c_uint32", shown: str
) -> "tuple[str, int, int, str, str] | None":
    entry = _Passwd()
    buffer = _ask(call, key, entry, "user", shown)
    if buffer is None:
        return None
    texts = [decoded(field or b"") for field in (entry.name, entry.home, entry.shell)]
    return texts[0], int(entry.uid), int(entry.gid), texts[1], texts[2]


def _ask(
    call: "ctypes._NamedFuncPointer",
    key: "ctypes.c_char_p | ctypes.c_uint32",
    entry: ctypes.Structure,
    kind: str,
    shown: str,
) -> "object | None":
    """Fill ``entry``; return the memory that its strings are in, or None where no source knows the key."""
    room, number = 4096, errno.ERANGE
    while number == errno.ERANGE and room <= LONGEST_ANSWER:
        buffer, found = ctypes.create_string_buffer(room), ctypes.c_void_p()
        ctypes.set_errno(0)
        number = call(key, ctypes.byref(entry), buffer, ctypes.c_size_t(room), ctypes.byref(found))
        if found.value is not None and number == 0:
            return buffer
        room *= 2
    left = ctypes.get_errno()
    if number in _ABSENT and left not in _FAILED:
        return None
    number = left if number in _ABSENT else number
    raise DropexecError(
        f"cannot look up {kind} {quoted(shown)}: the name service failed: {posix.strerror(number)}; "
        "check the sources in /etc/nsswitch.conf"
    )
