"""The system's byte strings as str and back, without loss (PEP 383), and files of /proc.

The launcher uses ``posix``, the C half of ``os``: on an interpreter whose ``os`` is not frozen in,
importing the Python half costs a tenth of starting Python. These few functions are what it needs of that
half.
"""

import posix
import sys

# Not the locale's: its multibyte encodings (GB18030, EUC-JP, Big5-HKSCS) do not give every byte string
# back, and the locale is the caller's choice.
_ENCODING = "utf-8"


def decoded(raw: bytes) -> str:
    """Return bytes from the kernel as str; what is not UTF-8 becomes lone surrogates (os.fsdecode)."""
    return raw.decode(_ENCODING, "surrogateescape")


def encoded(text: str) -> bytes:
    """Return the bytes that ``decoded`` made the text of (os.fsencode)."""
    return text.encode(_ENCODING, "surrogateescape")


def from_locale(text: str) -> str:
    """Return what Python decoded by the locale as ``decoded`` would have decoded it."""
    return decoded(text.encode(sys.getfilesystemencoding(), "surrogateescape"))


def contents(path: str) -> bytes:
    """Return all bytes of a file of /proc; raise OSError (open(2), read(2))."""
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        pieces = []
        while piece := posix.read(descriptor, 65536):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        posix.close(descriptor)
