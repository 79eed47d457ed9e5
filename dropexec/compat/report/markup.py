"""Pieces of HTML: escaped text, cells, marks and tables.

The end tags of cells and rows are left out, as HTML allows: the next cell, row or the table's end implies
them, and there are some ten thousand on the page.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


def text(words: str) -> str:
    """Return ``words`` escaped, with what stands between backquotes as code."""
    parts = escape(words, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def cell(words: str, style: str = "") -> str:
    """Return a table cell of ``words``."""
    return f'<td class="{style}">{text(words)}' if style else f"<td>{text(words)}"


def mark(word: str) -> str:
    """Return ``word``, an outcome or a level of evidence, in its colour; the word says it as well."""
    return f'<span class="mark {word}">{word}</span>'


def glossary(name: str, words: Mapping[str, str]) -> Iterator[str]:
    """Yield a list of marked words and their meanings."""
    yield f'<dl aria-label="{name}">'
    for word, meaning in words.items():
        yield f"<dt>{mark(word)}</dt><dd>{text(meaning)}</dd>"
    yield "</dl>"


def definitions(words: Mapping[str, str]) -> Iterator[str]:
    """Yield a list of terms and their meanings."""
    yield "<dl>"
    for word, meaning in words.items():
        yield f"<dt>{text(word)}</dt><dd>{text(meaning)}</dd>"
    yield "</dl>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; headings are HTML, rows are cells."""
    yield '<div class="wide"><table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{heading}' for heading in headings) + "</thead>\n<tbody>"
    for row in rows:
        yield f"<tr>{''.join(row)}"
    yield "</tbody></table></div>"


def row_heading(lines: Sequence[str], rows: int) -> str:
    """Return a heading, its lines HTML, that stands beside ``rows`` rows; all but the first are quiet."""
    first, *rest = lines
    more = "".join(f'<br><span class="quiet">{line}</span>' for line in rest)
    return f'<th scope="rowgroup" rowspan="{rows}">{first}{more}'
