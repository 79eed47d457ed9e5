"""A plain text table whose cells have several lines."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GAP = 3


def table(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], Sequence[str]], width: int
) -> str:
    """Lay out ``cells``, keyed by (row, column), each a sequence of lines, in ``width`` characters.

    Columns that do not fit beside the others go into a further block below, with the row names again. A
    single column wider than ``width`` is not broken. No line ends in blanks; the text ends in a newline.
    """
    margin = max(len(row) for row in rows)
    widths = {
        column: max([len(column), *(len(line) for row in rows for line in cells[row, column])])
        for column in columns
    }
    blocks: list[list[str]] = []
    room = 0
    for column in columns:
        room -= _GAP + widths[column]
        if room < 0:
            blocks.append([])
            room = width - margin - _GAP - widths[column]
        blocks[-1].append(column)
    return "\n".join(_block(rows, block, cells, margin, widths) for block in blocks)


def _block(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Sequence[str]],
    margin: int,
    widths: Mapping[str, int],
) -> str:
    def line(name: str, texts: Sequence[str]) -> str:
        padded = [text.ljust(widths[column]) for column, text in zip(columns, texts)]
        return (" " * _GAP).join([name.ljust(margin), *padded]).rstrip() + "\n"

    text = line("", columns)
    rule = "-" * margin + "".join(" " * _GAP + "-" * widths[column] for column in columns) + "\n"
    for row in rows:
        text += rule
        for number, texts in enumerate(
            zip_longest(*(cells[row, column] for column in columns), fillvalue="")
        ):
            text += line("" if number else row, texts)
    return text
