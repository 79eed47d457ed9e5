"""What the system says: a file's bytes, and its byte strings as str and back, without loss (PEP 383).

The launcher uses ``posix``, the C half of ``os``: on an interpreter whose ``os`` is not frozen in, importing
the Python half costs as much as a tenth of starting Python.  These two functions are what it needs of that
half.
"""

import posix
import sys

_ENCODING = sys.getfilesystemencoding()


def decoded(raw: bytes) -> str:
    """Return bytes of the kernel's as str; what the encoding lacks becomes a lone surrogate (os.fsdecode)."""
    return raw.decode(_ENCODING, "surrogateescape")


def encoded(text: str) -> bytes:
    """Return the bytes that ``decoded`` made the text of (os.fsencode)."""
    return text.encode(_ENCODING, "surrogateescape")


def contents(path: str) -> bytes:
    """Return all bytes of a file; raise OSError (open(2), read(2))."""
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        text = b""
        while piece := posix.read(descriptor, 65536):
            text += piece
        return text
    finally:
        posix.close(descriptor)
