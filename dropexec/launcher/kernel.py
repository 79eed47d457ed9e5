"""The system calls that Python's standard library does not have, through ctypes: prctl, capget, capset.

Imported only when an option or the state of the caller needs one of them: ctypes is not free.
Every function raises OSError on failure, with the errno of the call; what cannot be the kernel's answer is a
DropexecError.
"""

import ctypes
import errno
import posix
import sys

from dropexec.launcher.capability import CERTAIN, Capabilities
from dropexec.launcher.errors import DropexecError

# The numbers of getcwd(2), of whose answers the C library's function makes others, and of keyctl(2), for
# which it has none.
_GENERIC = {"getcwd": 17, "keyctl": 219}
_ARM = {"getcwd": 183, "keyctl": 311}
_PPC = {"getcwd": 182, "keyctl": 271}
_S390 = {"getcwd": 183, "keyctl": 280}
_X86_32 = {"getcwd": 183, "keyctl": 288}
_X86_64 = {"getcwd": 79, "keyctl": 250}

_NUMBERS = {
    "aarch64": (_GENERIC, _ARM),
    "armv6l": (None, _ARM),
    "armv7l": (None, _ARM),
    "armv8l": (None, _ARM),
    "i386": (None, _X86_32),
    "i486": (None, _X86_32),
    "i586": (None, _X86_32),
    "i686": (None, _X86_32),
    "loongarch64": (_GENERIC, None),
    "ppc": (None, _PPC),
    "ppc64": (_PPC, _PPC),
    "ppc64le": (_PPC, None),
    "riscv64": (_GENERIC, _GENERIC),
    "s390x": (_S390, _S390),
    "x86_64": (_X86_64, _X86_32),
}
"""The system call numbers by machine: of 64 and of 32 bits."""

_PATH_MAX = 4096

_KEYCTL_GET_KEYRING_ID = 0
_KEYCTL_JOIN_SESSION_KEYRING = 1
_KEY_SPEC_SESSION_KEYRING = -3

_libc = ctypes.CDLL(None, use_errno=True)

_CAPABILITY_VERSION_3 = 0x20080522

_PR_SET_PDEATHSIG = 1
_PR_GET_PDEATHSIG = 2
_PR_SET_KEEPCAPS = 8
_PR_CAPBSET_READ = 23
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_GET_NO_NEW_PRIVS = 39
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_IS_SET = 1
_PR_CAP_AMBIENT_RAISE = 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4


def _prctl(option: int, *arguments: int) -> int:
    # prctl(2) takes unsigned longs and wants the unused ones to be zero.
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_libc.prctl(ctypes.c_int(option), *padded))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, posix.strerror(number))
    return result


def set_parent_death_signal(number: int) -> None:
    """Have the kernel send a signal to this process when its parent dies (PR_SET_PDEATHSIG(2const))."""
    _prctl(_PR_SET_PDEATHSIG, number)


def parent_death_signal() -> int:
    """Return the number of that signal, 0 for none; -1 where it was not written."""
    found = ctypes.c_int(-1)
    _checked(_libc.prctl(ctypes.c_int(_PR_GET_PDEATHSIG), ctypes.byref(found), *[ctypes.c_ulong(0)] * 3))
    return found.value


def set_no_new_privs() -> None:
    """Set no_new_privs for good (PR_SET_NO_NEW_PRIVS(2const), Linux 3.5)."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def no_new_privs() -> int:
    """Return 1 where no_new_privs is set (PR_GET_NO_NEW_PRIVS(2const))."""
    return _prctl(_PR_GET_NO_NEW_PRIVS)


def keep_capabilities() -> None:
    """Keep the permitted set when the last uid that is 0 goes, until exec (PR_SET_KEEPCAPS(2const))."""
    _prctl(_PR_SET_KEEPCAPS, 1)


def bounding() -> int:
    """Return the bounding set as a mask (PR_CAPBSET_READ(2const)).

    The kernel answers EINVAL past its last capability. An error before that is one; where no EINVAL ever
    comes, something else than the kernel has answered (DropexecError).
    """
    return _read_set(_PR_CAPBSET_READ, CERTAIN)


def ambient() -> int:
    """Return the ambient set as a mask (PR_CAP_AMBIENT(2const)); empty where the kernel has none."""
    return _read_set(_PR_CAP_AMBIENT, -1, _PR_CAP_AMBIENT_IS_SET)


def _read_set(option: int, certain: int, *arguments: int) -> int:
    mask = 0
    for number in range(64):
        try:
            mask |= _prctl(option, *arguments, number) << number
        except OSError as error:
            if error.errno == errno.EINVAL and number > certain:
                return mask
            raise
    raise DropexecError("cannot trust the kernel: it has every capability there could be (a seccomp filter?)")


def drop_bound(number: int) -> None:
    """Remove a capability from the bounding set (PR_CAPBSET_DROP(2const)); needs CAP_SETPCAP."""
    _prctl(_PR_CAPBSET_DROP, number)


def clear_ambient() -> None:
    """Empty the ambient set; a kernel before 4.3 has none."""
    try:
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise


def raise_ambient(number: int) -> None:
    """Add a permitted, inheritable capability to the ambient set (PR_CAP_AMBIENT(2const), Linux 4.3)."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number)


def capget() -> Capabilities:
    """Return the capability sets of this process (capget(2), prctl(2))."""
    effective, permitted, inheritable = sets()
    return Capabilities(
        ambient=ambient(),
        bounding=bounding(),
        effective=effective,
        inheritable=inheritable,
        permitted=permitted,
    )


def sets() -> "list[int]":
    """Return the effective, the permitted and the inheritable set as masks (capget(2))."""
    # No kernel has 64 capabilities: what is still all ones afterwards was never written.
    unset = 2**64 - 1
    header, data = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6)
    _checked(_libc.capget(header, data))
    found = [data[kind] | data[kind + 3] << 32 for kind in range(3)]
    if unset in found:
        raise DropexecError("cannot trust the kernel: capget(2) has no effect (a seccomp filter?)")
    return found


def capset(effective: int, permitted: int, inheritable: int) -> None:
    """Set the three sets of this process (capset(2))."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    wanted = [effective, permitted, inheritable]
    data = (ctypes.c_uint32 * 6)(*[mask & 0xFFFFFFFF for mask in wanted], *[mask >> 32 for mask in wanted])
    _checked(_libc.capset(header, data))


def setgroups(groups: "tuple[int, ...]") -> None:
    """Set the supplementary groups (setgroups(2)); with musl, posix.setgroups refuses more than 32."""
    _checked(_libc.setgroups(ctypes.c_size_t(len(groups)), (ctypes.c_uint32 * max(1, len(groups)))(*groups)))


def join_new_session_keyring() -> int:
    """Start a new, empty session keyring; return its id (session-keyring(7))."""
    return _system_call("keyctl", _KEYCTL_JOIN_SESSION_KEYRING, 0)


def session_keyring() -> int:
    """Return the id of this process's session keyring (KEYCTL_GET_KEYRING_ID(2const))."""
    return _system_call("keyctl", _KEYCTL_GET_KEYRING_ID, _KEY_SPEC_SESSION_KEYRING, 0)


def working_directory() -> bytes:
    """Return what getcwd(2) answers: "(unreachable)" stands before a path that the root does not have."""
    buffer = ctypes.create_string_buffer(_PATH_MAX)
    _system_call("getcwd", buffer, _PATH_MAX)
    return buffer.value


def _system_call(name: str, *arguments: "int | ctypes.Array[ctypes.c_char]") -> int:
    numbers = _NUMBERS.get(posix.uname().machine, (None, None))[sys.maxsize < 2**32]
    if numbers is None:
        raise OSError(errno.ENOSYS, posix.strerror(errno.ENOSYS))
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in (numbers[name], *arguments)]
    _libc.syscall.restype = ctypes.c_long
    return _checked(_libc.syscall(*words))
