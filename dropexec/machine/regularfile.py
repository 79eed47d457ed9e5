"""Files of a system that may not be trusted: only regular ones are read, and never without end."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 64 << 20
"""Bytes that are read of a file; a package database has less."""


def read(path: Path) -> bytes:
    """Return the bytes of a regular file, LONGEST at most. Raises OSError, for whatever else it is as well.

    A FIFO would hold up whoever opens it, and to open a device may already do something (open(2)).
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise _irregular(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _irregular(path)
        return file.read(LONGEST)


def _irregular(path: Path) -> OSError:
    return OSError(errno.EINVAL, "it is not a regular file", str(path))
