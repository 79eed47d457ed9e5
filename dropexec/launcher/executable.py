"""Say why execve(2) does not take a file that may be run; imported only when it did not."""

import errno
import posix

from dropexec.launcher.errors import quoted
from dropexec.launcher.permission import dangling, denial, is_directory, is_mounted, too_many_links
from dropexec.launcher.text import decoded, encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

MACHINES = {
    3: "i386",
    8: "mips",
    20: "ppc",
    21: "ppc64",
    22: "s390x",
    40: "arm",
    62: "x86_64",
    183: "aarch64",
    243: "riscv64",
    258: "loongarch64",
}
"""Machines by their number in an ELF header (elf(5)), named as uname(2) does where that has one name."""

LINE = 256
"""How much of a file the kernel reads for its #! line (include/uapi/linux/binfmts.h, since Linux 5.1)."""

HEAD = 4096
"""How much of a file is read for its ELF headers."""

_ELF = b"\x7fELF"
_MARK = b"\xef\xbb\xbf#!"

_NESTING = 5
"""How many #! lines may lead to one another (execve(2))."""


def cause(file: str, error: int, who: str, nesting: int = 0) -> str:
    """Return what a file that this process may run has in it that execve(2) refuses, or "".

    ``error`` is the errno of the call.
    """
    if error == errno.ELOOP and len(_chain(file)) > _NESTING + 1:
        return f"more than {_NESTING} #! lines lead to one another"
    head = _head(file)
    if head is None:
        return "it is not a regular file"
    if head.startswith(_MARK):
        return "a UTF-8 byte order mark comes before its #! line; remove it"
    if head.startswith(_ELF):
        return _cause_in_elf(head, error, who)
    if not head.startswith(b"#!"):
        return ""
    name = interpreter(head)
    if name is None:
        return f"its #! line is too long, the kernel reads {LINE} bytes of it; use a shorter path"
    if not name:
        return "its #! line names no interpreter"
    if name.endswith(b"\r"):
        return "its #! line ends with a carriage return; save the script with Unix line endings (LF)"
    return _cause_in("interpreter", decoded(name), error, who, nesting)


def _cause_in(kind: str, path: str, error: int, who: str, nesting: int) -> str:
    if error == errno.ENOENT and not posix.access(encoded(path), posix.F_OK):
        link = dangling(path)
        return f"its {kind} {quoted(path)} does not exist{'; ' + link if link else ''}"
    if is_directory(path):
        return f"its {kind} {quoted(path)} is a directory"
    if error == errno.EACCES and is_mounted(path, posix.ST_NOEXEC):
        return f"the file system of its {kind} {quoted(path)} is mounted noexec"
    links = too_many_links(path) if error == errno.ELOOP else ""
    denied = f"; {links}" if links else denial(path, who)
    if not denied and nesting < _NESTING:
        deeper = cause(path, error, who, nesting + 1)
        denied = f"; {deeper}" if deeper else ""
    return f"its {kind} {quoted(path)} cannot be run{denied}" if denied else ""


def _cause_in_elf(head: bytes, error: int, who: str) -> str:
    machine = other_machine(head) if error == errno.ENOEXEC else ""
    if machine:
        return f"it is an ELF file for {machine}, and this machine is {posix.uname().machine}"
    path = loader(head)
    return "" if path is None else _cause_in("ELF loader", path, error, who, _NESTING)


def program(file: str) -> str:
    """Return the file whose capabilities count in execve(2): a script's last interpreter, else itself."""
    return _chain(file)[-1]


def _chain(file: str) -> "list[str]":
    """Return a file and those that #! lines lead to from it, at most one more than the kernel follows."""
    found = [file]
    while len(found) < _NESTING + 2:
        head = _head(found[-1]) or b""
        name = interpreter(head) if head.startswith(b"#!") else None
        if not name:
            break
        found.append(decoded(name))
    return found


def interpreter(head: bytes) -> "bytes | None":
    """Return the first word of a #! line, which may be empty; None where it does not fit in what is read."""
    line = head[2:LINE].split(b"\n", 1)[0].split(b"\0", 1)[0].replace(b"\t", b" ").lstrip(b" ")
    name, blank, _ = line.partition(b" ")
    whole = blank or b"\n" in head[:LINE] or len(head) < LINE
    return name if whole else None


def other_machine(head: bytes) -> str:
    """Return the machine of an ELF header where it is not this one, or ""."""
    machine = MACHINES.get(_numbers(head)(18, 2), "another machine")
    return "" if posix.uname().machine.startswith(machine) else machine


def loader(head: bytes) -> "str | None":
    """Return the path of PT_INTERP (elf(5)) where a file's first bytes have it."""
    wide, number = head[4:5] == b"\2", _numbers(head)
    table, size, count = (32, 54, 56) if wide else (28, 42, 44)
    first = number(table, 8 if wide else 4)
    for index in range(number(count, 2)):
        at = first + index * number(size, 2)
        if number(at, 4) == 3:
            start, length = number(at + (8 if wide else 4), 4), number(at + (32 if wide else 16), 4)
            return decoded(head[start : start + length].split(b"\0", 1)[0]) or None
    return None


def _numbers(head: bytes) -> "Callable[[int, int], int]":
    order: Literal["big", "little"] = "big" if head[5:6] == b"\2" else "little"
    return lambda at, size: int.from_bytes(head[at : at + size], order)


def _head(file: str) -> "bytes | None":
    """Return a file's first bytes, none where it may not be read; None where it is no regular file."""
    try:
        if posix.stat(encoded(file)).st_mode & 0o170000 != 0o100000:
            return None
        # O_NONBLOCK, O_NOCTTY: it may have become something else by now.
        flags = posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK | posix.O_NOCTTY
        descriptor = posix.open(encoded(file), flags)
    except OSError:
        return b""
    try:
        return posix.read(descriptor, HEAD)
    except OSError:
        return b""
    finally:
        posix.close(descriptor)


def capabilities_beyond(file: str, bounding: int) -> int:
    """Return the mask of a file's capabilities for which execve(2) fails with EPERM, 0 for none.

    ``bounding`` is the mask of the bounding set. That is so where the file's effective bit is set and the set
    lacks one of its permitted ones: the program could not see that it has less than it asks for
    (capabilities(7), "Safety checking for capability-dumb binaries"; linux/capability.h). They do not count
    on a file system mounted nosuid, nor where they read as version 3, which are those of another user
    namespace (security/commoncap.c, cap_inode_getsecurity()).
    """
    try:
        value = posix.getxattr(encoded(file), "security.capability")
    except OSError:
        return 0
    if len(value) not in (12, 20) or not value[0] & 1 or is_mounted(file, posix.ST_NOSUID):
        return 0
    permitted = int.from_bytes(value[4:8], "little")
    if len(value) >= 20:
        permitted |= int.from_bytes(value[12:16], "little") << 32
    return permitted & ~bounding
