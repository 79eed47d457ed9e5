"""The capabilities of an executable file (capabilities(7), "File capabilities"; linux/capability.h)."""

from __future__ import annotations

import errno
import os
import struct

_ATTRIBUTE = "security.capability"
_EFFECTIVE = 1
_WORDS = {1: 1, 2: 2, 3: 2}
"""How many 32-bit words each set has, by the revision in the magic number's highest byte."""

NOTHING = (0, False)


def parse(value: bytes) -> tuple[int, bool]:
    """Return the permitted set of the attribute's value and whether its effective bit is set.

    A value that is none, as the kernel would see it, has nothing.
    """
    if len(value) < 4:
        return NOTHING
    (magic,) = struct.unpack_from("<I", value)
    words = _WORDS.get(magic >> 24, 0)
    if words == 0 or len(value) < 4 + 8 * words:
        return NOTHING
    permitted = sum(
        word << 32 * at for at, (word, _) in enumerate(struct.iter_unpack("<II", value[4 : 4 + 8 * words]))
    )
    return permitted, bool(magic & _EFFECTIVE)


def of(file: str) -> tuple[int, bool]:
    """Return a file's permitted set and its effective bit; raise OSError where they cannot be read."""
    try:
        return parse(os.getxattr(file, _ATTRIBUTE))
    except OSError as error:
        if error.errno in (errno.ENODATA, errno.EOPNOTSUPP, errno.EPERM):
            return NOTHING
        raise


def denied(file: str, bounding: int) -> int:
    """Return the mask of a file's capabilities for which execve(2) fails with EPERM, 0 for none.

    That is so where its effective bit is set and the bounding set lacks one of its permitted ones: the
    program could not see that it has less than it asks for (capabilities(7), "Safety checking for
    capability-dumb binaries").
    """
    try:
        permitted, effective = of(file)
    except OSError:
        return 0
    return permitted & ~bounding if effective else 0
