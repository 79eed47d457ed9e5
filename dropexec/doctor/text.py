"""Text that others have chosen, as a message shows it."""

from __future__ import annotations

import re

from dropexec.launcher.errors import quoted

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")

_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """Return a name in quotes, without anything that moves a terminal's cursor or starts a second line."""
    return quoted(text)


def path_shown(path: str) -> str:
    """Return a path as it is where nothing in it could mislead, else quoted."""
    return path if _PLAIN.fullmatch(path) else quoted(path)


def printable(text: str) -> str:
    """Return a message with escapes for what moves a terminal's cursor, hides letters or starts a line."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def unicode(text: str) -> str:
    r"""Return a text with escapes (``\xff``) for bytes that are no UTF-8: JSON has none (RFC 8259, 8.1)."""
    return _SURROGATE.sub(lambda found: _escaped(found[0]), text)


def _escaped(letter: str) -> str:
    byte = ord(letter) - 0xDC00  # PEP 383
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else ascii(letter)[1:-1]


def age(seconds: float) -> str:
    """Return a stretch of time in its largest unit: ``45 s``, ``12 min``, ``3 h``, ``20 days``."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
