from __future__ import annotations

import re
from dataclasses import replace

from dropexec.compat.load import catalogue
from dropexec.compat.report import markdown
from dropexec.compat.report.timelines import Timeline

KNOWN = catalogue()
PAGE = markdown.page(KNOWN, [Timeline("a.json", "su 1", "killed", "<svg></svg>", ("su 2",))])


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line))


def test_every_table_has_as_many_cells_in_each_row_as_headings() -> None:
    tables = [block.split("\n") for block in re.split(r"\n(?!\|)", PAGE) if "\n| " in block]
    assert len(tables) == 2 + len(KNOWN.implementations) + 1
    for table in tables:
        rows = [line for line in table if line.startswith("|")]
        assert len({_cells(row) for row in rows}) == 1


def test_the_sections_follow_the_order_of_the_html_page() -> None:
    found = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert found == ["By distribution", "By implementation", "Timelines", "Evidence", "Questions", "Facts"]


def test_a_message_of_several_lines_stays_in_its_cell() -> None:
    assert r"\nSession terminated" not in PAGE  # its leading newline is nothing to show
    assert "Session terminated, killing shell\\n ...killed." in PAGE


def test_recordings_are_named_and_their_absence_said() -> None:
    assert "- su 1: killed\n  - the same: su 2\n" in PAGE
    assert "No recordings." in markdown.page(KNOWN, [])


def test_a_bar_in_a_text_does_not_end_its_cell() -> None:
    forks = replace(KNOWN.behaviours["forks"], question="this | that?")
    page = markdown.page(replace(KNOWN, behaviours={**KNOWN.behaviours, "forks": forks}), [])
    assert "| `forks` | this \\| that? | " in page
