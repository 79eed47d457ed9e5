"""tracefs without a mount point: nothing is mounted anywhere, and nothing to unmount."""

from __future__ import annotations

import ctypes
import os

MOUNTED = "/sys/kernel/tracing"

_libc = ctypes.CDLL(None, use_errno=True)
# fsopen(2), fsconfig(2), fsmount(2), Linux 5.2; one number on every architecture but alpha.
_FSOPEN, _FSCONFIG, _FSMOUNT = 430, 431, 432
_CMD_CREATE = 6
_CLOEXEC = 1


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def open_tracefs() -> int:
    """Return a descriptor of tracefs's root directory; raise OSError where the kernel does not allow it."""
    try:
        context = _call(_FSOPEN, b"tracefs", ctypes.c_uint(_CLOEXEC))
    except OSError:  # an older kernel
        return os.open(MOUNTED, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _call(_FSCONFIG, ctypes.c_int(context), ctypes.c_uint(_CMD_CREATE), None, None, ctypes.c_int(0))
        return _call(_FSMOUNT, ctypes.c_int(context), ctypes.c_uint(_CLOEXEC), ctypes.c_uint(0))
    finally:
        os.close(context)
