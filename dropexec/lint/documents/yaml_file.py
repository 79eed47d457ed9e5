"""YAML files: the nodes of each document, and which bytes of the file say each character of a scalar.

PyYAML composes the nodes and marks where they stand; what a scalar says is worked out again here, character
by character (YAML 1.2, chapters 7 and 8), and a scalar in which that is not what PyYAML read is not edited.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable

from dropexec.lint.documents.shfmt import MissingParserError
from dropexec.lint.word import Atom

if TYPE_CHECKING:
    from dropexec.lint.source import Source

Node = Any
"""A node of PyYAML's, whose types are not there without it."""

HOW_TO_GET = "install PyYAML (pip install 'dropexec[lint]', or the package python3-yaml)"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028",
    "P": "\u2029",
}  # fmt: skip
_NUMBERED = {"x": 2, "u": 4, "U": 8}
_PLAIN = re.compile(r"[A-Za-z0-9_./$~\x80-\U0010ffff(][^\n]*\Z")
_RESERVED = re.compile(r"(?i)(?:null|~|true|false|yes|no|on|off|[-+.0-9][-+.0-9_eE:xo]*)\Z")


class YamlSyntaxError(ValueError):
    """The text is no YAML; ``offset`` is where in the file."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset


class YamlFile:
    """The documents of one file. Raises MissingParserError and YamlSyntaxError."""

    def __init__(self, source: Source) -> None:
        self._text = _decoded(source)
        self._offsets = _offsets(self._text)
        yaml = _library()
        try:
            # The Loader in Python: the one in C has marks that count otherwise. Nothing is constructed.
            self.documents: list[Node] = list(yaml.compose_all(self._text, Loader=yaml.SafeLoader))
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            index = mark.index if mark is not None else 0
            reason = getattr(error, "problem", None) or "is nested too deeply"
            raise YamlSyntaxError(
                self._offsets[min(index, len(self._text))], f"is no YAML: {reason}"
            ) from None

    def start(self, node: Node) -> int:
        """Return the offset of a node's first byte."""
        return self._offsets[int(node.start_mark.index)]

    def end(self, node: Node) -> int:
        """Return the offset behind a scalar's last byte; a block's end is that of its last line."""
        raw = self._text[node.start_mark.index : node.end_mark.index]
        return self._offsets[int(node.start_mark.index) + len(raw.rstrip())]

    def between(self, one: Node, other: Node) -> str:
        """Return the text between two nodes, in Latin-1."""
        return self._text[one.end_mark.index : other.start_mark.index]

    def characters(self, node: Node) -> list[Atom] | None:
        """Return the bytes of a scalar's value, each with its bytes in the file; None if that is not sure."""
        first, last = node.start_mark.index, node.end_mark.index
        readings = (list(found) for found in _readings(self._text, first, last, node.style))
        found = next((r for r in readings if "".join(text for text, _, _ in r) == node.value), None)
        if found is None:
            return None
        return [
            Atom(chr(byte), self._offsets[start], self._offsets[end])
            for text, start, end in found
            for byte in text.encode("utf-8", "surrogatepass")
        ]


def _library() -> Any:
    try:
        return importlib.import_module("yaml")
    except ImportError:
        raise MissingParserError(f"needs PyYAML, which is not installed; {HOW_TO_GET}") from None


def _decoded(source: Source) -> str:
    try:
        return source.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise YamlSyntaxError(error.start, "is no YAML: a byte is no UTF-8") from None


def _offsets(text: str) -> list[int]:
    """Return the offset in bytes of each character, and of the end."""
    found = [0]
    for char in text:
        found.append(found[-1] + len(char.encode("utf-8")))
    return found


_Reading = Iterator[tuple[str, int, int]]
"""What a scalar says, piece by piece, and from which character to which each stands."""


def _readings(text: str, first: int, last: int, style: str | None) -> Iterator[_Reading]:
    """Yield the ways to read a scalar: one, but for a block whose header tells its indentation.

    That counts from the block's parent, which only PyYAML knows: the reading that has its value is right.
    """
    if style in ("|", ">"):
        rows, header = _rows(text, first, last)
        blanks = [len(row) - len(row.lstrip(" ")) for row, _ in rows if row.strip()]
        told = re.search(r"\d", header) is not None
        for indent in range(1, min(blanks, default=0) + 1) if told else blanks[:1]:
            yield _block(rows, indent, style, header)
    elif style == '"':
        yield _flow(text, first + 1, last - 1, _double)
    elif style == "'":
        yield _flow(text, first + 1, last - 1, _single)
    else:
        yield _flow(text, first, last, _bare)


_One = Callable[[str, int], tuple[str, int]]
"""What stands at an index of a style's text, and how many characters say it."""


def _bare(text: str, index: int) -> tuple[str, int]:
    return text[index], 1


def _single(text: str, index: int) -> tuple[str, int]:
    return text[index], 2 if text.startswith("''", index) else 1


def _double(text: str, index: int) -> tuple[str, int]:
    if text[index] != "\\":
        return text[index], 1
    kind = text[index + 1 : index + 2]
    digits = _NUMBERED.get(kind)
    if digits is not None:
        return chr(int(text[index + 2 : index + 2 + digits], 16)), 2 + digits
    return _ESCAPES.get(kind, ""), 2


def _flow(text: str, first: int, last: int, one: _One) -> _Reading:
    """Yield the characters of a plain or quoted scalar: a line's end is a blank, n empty lines are n ends."""
    index = first
    while index < last:
        if text[index] == "\\" and one is _double and text[index + 1] in "\r\n":
            index = _skip_lines(text, index + 1, last)[0]  # an escaped end of a line says nothing
            continue
        blank = index
        while blank < last and text[blank] in " \t":
            blank += 1
        if blank < last and text[blank] in "\r\n":
            end, lines = _skip_lines(text, blank, last)
            yield (" " if lines == 1 else "\n" * (lines - 1)), index, end
            index = end
            continue
        if blank > index:
            yield from ((text[place], place, place + 1) for place in range(index, blank))
            index = blank
            continue
        said, size = one(text, index)
        yield said, index, index + size
        index += size


def _skip_lines(text: str, index: int, last: int) -> tuple[int, int]:
    """Return where the next line that is not empty begins to say something, and how many ends were passed."""
    lines = 0
    while index < last and text[index] in " \t\r\n":
        if text[index] == "\n" or (text[index] == "\r" and text[index + 1 : index + 2] != "\n"):
            lines += 1
        index += 1
    return index, lines


def _block(given: list[tuple[str, int]], indent: int, style: str, header: str) -> _Reading:
    rows = list(given)
    while rows and not rows[-1][0].strip(" ") and "+" not in header:
        rows.pop()
    lines = [(row[indent:], start + min(indent, len(row))) for row, start in rows]
    for number, (row, start) in enumerate(lines):
        for offset, char in enumerate(row):
            yield char, start + offset, start + offset + 1
        end = start + len(row)
        if number + 1 < len(lines):
            joint = "\n" if style == "|" else _joint(lines, number)
            if joint:
                yield joint, end, lines[number + 1][1]
        elif "-" not in header:
            yield "\n", end, end + 1


def _joint(lines: list[tuple[str, int]], number: int) -> str:
    """Return what a folded block has between a line and the next."""
    here, after = lines[number][0], lines[number + 1][0]
    if not here:
        return "\n"
    if after and here[0] not in " \t" and after[0] not in " \t":
        return " "
    if after or here[0] in " \t":
        return "\n"
    following = next((row for row, _ in lines[number + 1 :] if row), None)
    if following is None:
        return "\n"  # the ends of the last lines, where "+" keeps them, are not folded (YAML 1.1, 9.1.4.2)
    return "\n" if following[0] in " \t" else ""


def _rows(text: str, first: int, last: int) -> tuple[list[tuple[str, int]], str]:
    """Return the lines of a block, each with where it begins, and what the block's header says."""
    found: list[tuple[str, int]] = []
    header = _LINE.match(text, first, last)
    start = header.end() if header is not None else last
    while start < last:
        match = _LINE.match(text, start, last)
        if match is None or match.end() == start:
            break
        found.append((match[0].rstrip("\r\n"), start))
        start = match.end()
    return found, header[0].partition("#")[0] if header is not None else ""


class Writer:
    """How new text is written in a scalar of a style; ``flow``: within brackets."""

    def __init__(self, style: str | None, flow: bool = False) -> None:
        self._style = style
        self._flow = flow

    def inside(self, text: str) -> str | None:
        """Return Latin-1 text for a place inside the scalar, or None where it would end it."""
        if "\n" in text:
            return None
        if self._style == '"':
            return text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        if self._style == "'":
            return text.replace("'", "''")
        if self._style is None and (": " in text or " #" in text or text.endswith(":")):
            return None
        return None if self._style is None and self._flow and re.search(r"[,\[\]{}]", text) else text

    def whole(self, text: str) -> str | None:
        """Return a scalar of its own that says the text."""
        if self._style in ('"', "'"):
            inside = self.inside(text)
            return None if inside is None else f"{self._style}{inside}{self._style}"
        inside = Writer(None, self._flow).inside(text)
        if inside is not None and _PLAIN.match(text) and not _RESERVED.match(text) and text == text.strip():
            return inside
        quoted = Writer('"').inside(text)
        return None if quoted is None else f'"{quoted}"'
