"""The system calls that Python has no name for."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_CLONE_NEWNS = 0x00020000
_CLONE_NEWPID = 0x20000000
_MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
_MS_PRIVATE_RECURSIVE = (1 << 18) | (1 << 14)
# fsopen(2), fsconfig(2), fsmount(2), Linux 5.2; one number on every architecture but alpha.
_SYS_FSOPEN, _SYS_FSCONFIG, _SYS_FSMOUNT = 430, 431, 432
_FSCONFIG_CMD_CREATE = 6
_CLOEXEC = 1
# ioctl_pidfd(2): _IOWR(0xFF, 11, struct pidfd_info) at its first size; PIDFD_INFO_EXIT is Linux 6.15.
_PIDFD_GET_INFO = 0xC040FF0B
_PIDFD_INFO_EXIT = 1 << 3
_PIDFD_INFO = struct.Struct("=QQ11Ii")


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def become_subreaper() -> None:
    """Have orphaned descendants re-parented to this process; PR_SET_CHILD_SUBREAPER in prctl(2)."""
    _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl(PR_SET_CHILD_SUBREAPER)")


def new_pid_namespace() -> None:
    """Have the next child be PID 1 of a new namespace; unshare(2)."""
    _check(_libc.unshare(_CLONE_NEWPID), "unshare(CLONE_NEWPID)")


def own_proc() -> None:
    """Mount the caller's PID namespace on /proc, in a mount namespace that nobody else sees."""
    _check(_libc.unshare(_CLONE_NEWNS), "unshare(CLONE_NEWNS)")
    _check(_libc.mount(b"none", b"/", None, _MS_PRIVATE_RECURSIVE, None), "mount(MS_PRIVATE)")
    _check(_libc.mount(b"proc", b"/proc", b"proc", _MS_NOSUID_NODEV_NOEXEC, None), "mount(/proc)")


def detached_mount(kind: bytes) -> int:
    """Return a directory descriptor on a new mount of file system ``kind`` that is attached nowhere.

    It is gone with the descriptor. Raises OSError where the kernel or the caller's rights do not allow it.
    """
    context = _check(_libc.syscall(_SYS_FSOPEN, kind, _CLOEXEC), "fsopen")
    try:
        _check(_libc.syscall(_SYS_FSCONFIG, context, _FSCONFIG_CMD_CREATE, None, None, 0), "fsconfig")
        return _check(_libc.syscall(_SYS_FSMOUNT, context, _CLOEXEC, 0), "fsmount")
    finally:
        os.close(context)


def wait_status(pidfd: int) -> int | None:
    """Return the wait status of a process that anyone has reaped; None where the kernel keeps none."""
    buffer = bytearray(_PIDFD_INFO.pack(_PIDFD_INFO_EXIT, *[0] * 13))
    with contextlib.suppress(OSError):
        fcntl.ioctl(pidfd, _PIDFD_GET_INFO, buffer)
        mask, *_, status = _PIDFD_INFO.unpack(buffer)
        if mask & _PIDFD_INFO_EXIT:
            return int(status)
    return None
