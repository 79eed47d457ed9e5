"""Text that others chose, made fit for a terminal and for syslog."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e", "\\": "\\\\"}


def visible(text: str) -> str:
    r"""Return the text on one line: what is not printable becomes an escape, and a backslash two.

    Control characters, newlines and the marks that turn the writing direction are among it: ``\n``, ``\x07``,
    ``\u202e``. A byte that was not UTF-8 is ``\xff``.
    """
    return "".join(one if one.isprintable() and one != "\\" else _escaped(one) for one in text)


def _escaped(one: str) -> str:
    number = ord(one)
    if one in _SHORT:
        return _SHORT[one]
    if 0xDC80 <= number <= 0xDCFF:  # PEP 383
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def command_line(words: Iterable[str]) -> str:
    """Return the words as a shell would take them, on one line."""
    return visible(shlex.join(words))
