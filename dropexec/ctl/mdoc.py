"""A manual page as plain text, where nothing on the machine sets one: the macros of mdoc(7) that ours use."""

from __future__ import annotations

import re
import shlex
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 78
_INDENT = 5

_OPENS = {"Op": "[", "Pq": "(", "Qq": '"', "Dq": '"', "Ql": "'", "Sq": "'", "Po": "(", "Qo": '"'}
_CLOSED = {"Op": "]", "Pq": ")", "Qq": '"', "Dq": '"', "Ql": "'", "Sq": "'"}
_CLOSES = {"Pc": ")", "Qc": '"'}
_PLAIN = frozenset(("Fl", "Ar", "Cm", "Em", "Ev", "Ic", "Nm", "No", "Pa", "Sx", "Va", "Dv", "Sy", "Li", "Fn"))
_MACROS = frozenset((*_OPENS, *_CLOSES, *_PLAIN, "Ns", "Xr"))
_DELIMITERS = frozenset(".,:;()[]?!")
_ESCAPES = {"\\&": "", "\\-": "-", "\\e": "\\", "\\(dq": '"', "\\ ": " ", "\\~": " "}
_ESCAPE = re.compile(r"\\(?:\(\w\w|.)")


def render(source: str) -> Iterator[str]:
    """Yield the lines of a page."""
    return _Page(source).lines()


class _Page:
    def __init__(self, source: str) -> None:
        self._source = source.splitlines()
        self._words: list[str] = []
        self._name = ""
        self._section = ""
        self._depth = 0
        self._tag = ""
        self._literal = False
        self._offset = 0
        self._lists: list[str] = []
        self._count = 0

    def lines(self) -> Iterator[str]:
        for line in self._source:
            if line.startswith('.\\"'):
                continue
            if self._literal and not line.startswith(".Ed"):
                yield " " * (self._indent + self._offset) + _unescaped(line) if line else ""
            elif line.startswith("."):
                yield from self._macro(line[1:])
            else:
                self._words.append(_unescaped(line))
        yield from self._flush()

    @property
    def _indent(self) -> int:
        return _INDENT + 6 * self._depth

    def _macro(self, line: str) -> Iterator[str]:
        name, _, rest = line.partition(" ")
        if name in ("Dd", "Os"):
            return
        if name == "Dt":
            yield rest.replace(" ", "(", 1).rstrip() + ")"
        elif name in ("Sh", "Ss"):
            yield from self._flush()
            self._section = rest
            yield ""
            yield ("" if name == "Sh" else "  ") + _unescaped(rest)
        elif name == "Nd":
            self._words.append(f"- {rest}")
        elif name in ("Pp", "Bl", "El", "Bd", "Ed", "It", "Dl"):
            yield from self._block(name, rest)
        else:
            if name == "Nm" and self._section == "SYNOPSIS":
                yield from self._flush()
            if name == "Nm" and not rest:
                rest = self._name
            elif name == "Nm" and not self._name:
                self._name = rest
            self._words.append(_inline(f"{name} {rest}"))

    def _block(self, name: str, rest: str) -> Iterator[str]:
        yield from self._flush()
        if name == "Pp":
            yield ""
        elif name == "Bl":
            self._lists.append(rest)
            self._count = 0
            self._depth += 1
        elif name == "El":
            self._lists.pop()
            self._depth -= 1
            yield ""
        elif name == "Dl":
            yield " " * (self._indent + 4) + _inline(f"No {rest}")
        elif name == "It":
            if "-compact" not in self._lists[-1]:
                yield ""
            self._count += 1
            bullet = "o" if "-bullet" in self._lists[-1] else f"{self._count}."
            self._tag = _inline(f"No {rest}") if "-tag" in self._lists[-1] else bullet
        else:
            self._literal = name == "Bd"
            self._offset = 4 if "-offset" in rest else 0
            yield ""

    def _flush(self) -> Iterator[str]:
        """Yield the paragraph that has been collected, its tag before it."""
        text = re.sub(r" ([.,:;)\]?!]+)(?= |$)", r"\1", " ".join(word for word in self._words if word))
        text = re.sub(r"([(\[]) ", r"\1", text)
        self._words = []
        tag, self._tag = self._tag, ""
        indent = " " * self._indent
        first = indent
        if tag and len(tag) < 5 and text:
            first = f"{indent[:-6]}{tag:6}"
        elif tag:
            yield f"{indent[:-6]}{tag}"
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
        )


def _inline(line: str) -> str:
    """Return the text of a line of macros; one says how the words up to the next are meant."""
    text = line.replace("\\", "\\\\").replace("'", "\\'")
    out: list[str] = []
    ends: list[str] = []
    macro, opening, glue = "No", "", False
    for word in shlex.split(text):
        if word == "Ns":
            glue = True
        elif word in _CLOSES:
            out[-1:] = [f"{out[-1] if out else ''}{_CLOSES[word]}"]
        elif word in _MACROS:
            macro = word
            opening += _OPENS.get(word, "")
            ends += [_CLOSED[word]] if word in _CLOSED else []
        else:
            closes = word in _DELIMITERS and word not in "(["
            reference = macro == "Xr" and word.isdigit() and bool(out)
            flag = "-" if macro == "Fl" and not closes and word != "|" else ""
            said = f"({word})" if reference else f"{opening}{flag}{_unescaped(word)}"
            joined = bool(out) and (glue or closes or reference)
            out[-1:] = [f"{out[-1]}{said}"] if joined else [*out[-1:], said]
            opening, glue = "", False
    out += [f"{opening}{'-' if macro == 'Fl' and not out else ''}"] if opening or not out else []
    said = " ".join(out)
    while ends:
        bare = said.rstrip(".,:;")
        said = f"{bare}{ends.pop()}{said[len(bare) :]}"
    return said


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[0], found[0]), text)
