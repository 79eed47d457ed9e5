"""The system calls that a launcher makes for its own job, as a seccomp filter knows them."""

from __future__ import annotations

import errno
import fcntl
from dataclasses import dataclass, field

from tests.lab.seccomp import ANY_BUT_NULL

ERRORS = (errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.EIO)
MSGQUEUE, NOFILE = 12, 7


@dataclass(frozen=True)
class Call:
    """A call, its arguments, a pattern for what its refusal has to name, and whether it guards something."""

    call: str
    names: str
    where: dict[int, object] = field(default_factory=dict)
    guards: bool = False
    hides: str = ""
    """What the target itself cannot say of its state without this call."""


def prctl(option: int, names: str, *more: int, guards: bool = False, hides: str = "") -> Call:
    return Call("prctl", names, dict(enumerate((option, *more))), guards, hides)


CALLS = {
    "getresuid": Call("getresuid", r"uids?\b|credentials"),
    "getresgid": Call("getresgid", r"gids?\b|credentials"),
    "getgroups": Call("getgroups", "groups"),
    "setgroups": Call("setgroups", r"setgroups|groups", guards=True),
    "setresgid": Call("setresgid", r"setresgid|gids?\b", guards=True),
    "setresuid": Call("setresuid", r"setresuid|uids?\b", guards=True),
    "setresuid-back": Call("setresuid", "uid 0", {0: -1}, guards=True),
    "capget": Call("capget", "capabilit"),
    "capset": Call("capset", "capabilit", guards=True),
    "getcwd": Call("getcwd", "directory"),
    "fcntl": Call("fcntl", "descriptor", {1: fcntl.F_GETFD}),
    "umask": Call("umask", "umask", guards=True),
    "setpriority": Call("setpriority", "nice", guards=True),
    "getpriority": Call("getpriority", "nice"),
    "setrlimit-msgqueue": Call("prlimit64", "msgqueue", {1: MSGQUEUE, 2: ANY_BUT_NULL}, guards=True),
    "getrlimit-msgqueue": Call("prlimit64", "msgqueue", {1: MSGQUEUE, 2: 0}),
    "setrlimit-nofile": Call("prlimit64", "nofile", {1: NOFILE, 2: ANY_BUT_NULL}, guards=True),
    "getrlimit-nofile": Call("prlimit64", "nofile", {1: NOFILE, 2: 0}),
    "chdir": Call("chdir", "directory"),
    "getsid": Call("getsid", "session"),
    "setsid": Call("setsid", "terminal", guards=True),
    "TIOCNOTTY": Call("ioctl", "terminal", {1: 0x5422}, guards=True),
    "close_range": Call("close_range", "descriptor"),
    "fchown": Call("fchown", "descriptor"),
    "fstatfs": Call("fstatfs", "descriptor"),
    "pipe2": Call("pipe2", "descriptor"),
    "keyctl": Call("keyctl", "keyring", {0: 1}, guards=True),
    "PR_SET_KEEPCAPS": prctl(8, "capabilit|CAP_", guards=True),
    "PR_CAPBSET_READ": prctl(23, "bounding set|capabilit", guards=True),
    "PR_CAPBSET_DROP": prctl(24, "bounding set", guards=True),
    "PR_CAP_AMBIENT_IS_SET": prctl(47, "ambient|capabilit|CAP_", 1, guards=True),
    "PR_CAP_AMBIENT_RAISE": prctl(47, "ambient|CAP_", 2, guards=True),
    "PR_CAP_AMBIENT_CLEAR_ALL": prctl(47, "capabilit", 4, guards=True),
    "PR_SET_NO_NEW_PRIVS": prctl(38, "no_new_privs", guards=True),
    "PR_GET_NO_NEW_PRIVS": prctl(39, "no_new_privs", guards=True),
    "PR_SET_PDEATHSIG": prctl(1, "parent-death", guards=True),
    "PR_GET_PDEATHSIG": prctl(2, "parent-death", hides="pdeathsig"),
    "getpid": Call("getpid", "pid|LISTEN_PID"),
    "getppid": Call("getppid", "parent"),
}
