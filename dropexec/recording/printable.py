"""Text from a tool or a recording, made safe for a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return ``text`` with every character that is not printable, but blanks and newlines, as an escape.

    Control characters of a tool, whoever wrote it, would else act on the terminal of root: move the cursor,
    set the title, or answer a query as if it had been typed. Formatting characters of Unicode, which reverse
    a text or hide in it, are escaped as well.
    """
    return "".join(
        character if character.isprintable() or character == "\n" else _escaped(character)
        for character in text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
