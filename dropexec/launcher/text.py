"""The system's byte strings as str and back, without loss (PEP 383).

The launcher uses ``posix``, the C half of ``os``: on an interpreter whose ``os`` is not frozen in, importing
the Python half costs as much as a tenth of starting Python.  These two functions are what it needs of that
half.
"""

import sys

_ENCODING = sys.getfilesystemencoding()


def decoded(raw: bytes) -> str:
    """Return bytes of the kernel's as str; what the encoding lacks becomes a lone surrogate (os.fsdecode)."""
    return raw.decode(_ENCODING, "surrogateescape")


def encoded(text: str) -> bytes:
    """Return the bytes that ``decoded`` made the text of (os.fsencode)."""
    return text.encode(_ENCODING, "surrogateescape")
