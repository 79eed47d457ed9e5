"""A kernel that refuses a system call, or says that it has made it: a BPF filter (seccomp(2)).

A filter passes on to whatever the process execs, and so to the target too: what it refuses has to be nothing
that the loader, the C library or an interpreter needs to start.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass, field

AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What ``struct seccomp_data`` calls a machine (linux/audit.h)."""

NUMBERS = {
    "x86_64": {
        "capget": 125,
        "capset": 126,
        "chdir": 80,
        "close": 3,
        "close_range": 436,
        "fchown": 93,
        "fcntl": 72,
        "fstatfs": 138,
        "getcwd": 79,
        "getgroups": 115,
        "getpid": 39,
        "getppid": 110,
        "getpriority": 140,
        "getresgid": 120,
        "getresuid": 118,
        "getsid": 124,
        "ioctl": 16,
        "keyctl": 250,
        "pipe2": 293,
        "prctl": 157,
        "prlimit64": 302,
        "setgroups": 116,
        "setpriority": 141,
        "setresgid": 119,
        "setresuid": 117,
        "setsid": 112,
        "umask": 95,
    },
    "aarch64": {
        "capget": 90,
        "capset": 91,
        "chdir": 49,
        "close": 57,
        "close_range": 436,
        "fchown": 55,
        "fcntl": 25,
        "fstatfs": 44,
        "getcwd": 17,
        "getgroups": 158,
        "getpid": 172,
        "getppid": 173,
        "getpriority": 141,
        "getresgid": 150,
        "getresuid": 148,
        "getsid": 156,
        "ioctl": 29,
        "keyctl": 219,
        "pipe2": 59,
        "prctl": 167,
        "prlimit64": 261,
        "setgroups": 159,
        "setpriority": 140,
        "setresgid": 149,
        "setresuid": 147,
        "setsid": 157,
        "umask": 166,
    },
}
"""System call numbers (asm/unistd.h)."""

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
RET_ALLOW, RET_ERRNO = 0x7FFF0000, 0x00050000
LOAD, JUMP_EQUAL, JUMP, RETURN = 0x20, 0x15, 0x05, 0x06
"""BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JA, BPF_RET|BPF_K (linux/bpf_common.h)."""
NUMBER_AT, MACHINE_AT, ARGUMENTS_AT = 0, 4, 16
"""Where ``struct seccomp_data`` has them."""

ANY_BUT_NULL = object()
"""A condition on an argument: it points somewhere."""


@dataclass(frozen=True)
class Refusal:
    """A system call, the arguments that it has to be made with, and the errno that it ends with.

    ``where`` maps an argument's position to the value of its low 32 bits, or to ANY_BUT_NULL.  ``error`` 0
    is success that is only said.
    """

    call: str
    error: int
    where: dict[int, object] = field(default_factory=dict)

    def program(self, machine: str | None = None) -> bytes:
        """Return the filter, as an array of ``struct sock_filter``."""
        machine = machine or platform.machine()
        number = NUMBERS[machine][self.call]
        tests = [(MACHINE_AT, AUDIT_ARCHITECTURE[machine], True), (NUMBER_AT, number, True)]
        for position, value in self.where.items():
            low = ARGUMENTS_AT + 8 * position  # both machines are little-endian
            if value is ANY_BUT_NULL:
                tests.append((low, 0, False))
            else:
                assert isinstance(value, int)
                tests.append((low, value & 0xFFFFFFFF, True))
        lines = []
        for at, (offset, value, wanted) in enumerate(tests):
            to_end = 2 * (len(tests) - at - 1) + 1  # past the return that refuses
            lines.append((LOAD, 0, 0, offset))
            lines.append((JUMP_EQUAL, 0 if wanted else to_end, to_end if wanted else 0, value))
        lines += [(RETURN, 0, 0, RET_ERRNO | self.error), (RETURN, 0, 0, RET_ALLOW)]
        return b"".join(struct.pack("=HBBI", *line) for line in lines)

    def install(self) -> None:
        """Put the filter on this process, for good: root's, or one's that has no_new_privs."""
        text = self.program()
        array = ctypes.create_string_buffer(text, len(text))
        # struct sock_fprog: an unsigned short, padding, a pointer.
        filters = struct.pack("@HP", len(text) // 8, ctypes.addressof(array))
        libc = ctypes.CDLL(None, use_errno=True)
        header = ctypes.create_string_buffer(filters, len(filters))
        if libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), header, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def named(error: int) -> str:
    """Return the name of an errno; "faked" for success that is only said."""
    return errno.errorcode[error] if error else "faked"
