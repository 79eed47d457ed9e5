"""The speed that README.md shows is one whose limits held, and one that the command wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import native, page
from tests.bench.page import Place, Row

ROWS = {
    native.LEAST: Row(0.9, 0),
    native.STATIC: Row(1.0, 0),
    native.DYNAMIC: Row(8.0, 1800),
    "chpst": Row(5.0, 900),
    "gosu": Row(14.0, 1900),
}
PLACES = {"plain": Place(1, 1.2, 1.7), "1000 variables": Place(1.14, 1.26, 3)}


def test_the_limits_hold_in_the_readme() -> None:
    rows = page.rows_in(page.README.read_text(encoding="utf-8"))
    assert {native.STATIC, native.DYNAMIC, native.LEAST, "gosu", "setpriv", "chpst", "su"} <= rows.keys()
    assert list(native.violations(rows)) == []


@pytest.mark.parametrize(
    ("name", "row", "complaint"),
    [
        ("chpst", Row(0.5, 0), "dropexec, static: costs 2.00 times chpst"),
        ("gosu", Row(9.9, 0), "dropexec, static: gosu costs 9.9 times as much, and 10 is the least"),
        (
            native.LEAST,
            Row(0.5, 0),
            "dropexec, static: costs 2.00 times the least program, and the limit is 1.25",
        ),
        (
            native.STATIC,
            Row(1.0, 1025),
            "dropexec, static: takes 1025 KiB more than the target, the limit is 1024",
        ),
    ],
)
def test_each_limit_can_be_broken(name: str, row: Row, complaint: str) -> None:
    assert list(native.violations(ROWS)) == []
    assert list(native.violations({**ROWS, name: row})) == [complaint]


def test_a_machine_without_gosu_has_not_measured() -> None:
    rows = {name: row for name, row in ROWS.items() if name != "gosu"}
    assert list(native.violations(rows)) == ["gosu: not measured; it is not installed"]


def test_what_is_written_between_the_comments_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{page.BEGIN}old\n{page.END}after\n", encoding="utf-8")
    monkeypatch.setattr(page, "README", readme)
    monkeypatch.setattr(page, "PLOT", tmp_path / "speed.svg")
    monkeypatch.setattr(page, "plot", len)
    page.write(ROWS, PLACES)
    text = readme.read_text(encoding="utf-8")
    assert page.rows_in(text) == ROWS
    assert text.startswith(f"before\n{page.BEGIN}| launcher |")
    assert text.endswith(f"| 1000 variables | 1.1 | 1.3 | 3.0 |\n{page.END}after\n")
    assert "![The same as bars](speed.svg)" in text
    page.write(ROWS, PLACES)
    assert readme.read_text(encoding="utf-8") == text


def test_the_plot_is_of_the_table() -> None:
    drawn = page.PLOT.read_text(encoding="utf-8")
    rows = page.rows_in(page.README.read_text(encoding="utf-8"))
    assert [
        name for name, row in rows.items() if f">{name}<" not in drawn or f">{row.own:.1f}<" not in drawn
    ] == []
