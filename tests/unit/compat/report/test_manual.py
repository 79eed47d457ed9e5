from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dropexec.compat.load import catalogue
from dropexec.compat.report.manual import with_tables

PAGE = Path(__file__).parents[4] / "man/dropexec-compat.7"
KNOWN = catalogue()


def test_the_tables_of_the_manual_are_those_of_the_data() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_tables(text, KNOWN) == text, (
        "run: python3 -m dropexec.compat.report.manual man/dropexec-compat.7"
    )


def test_a_table_that_differs_is_rewritten_and_the_rest_is_left_alone() -> None:
    text = PAGE.read_text(encoding="utf-8")
    stale = text.replace("kills-slow-shutdown", "harmless", 40).replace("in short", "in brief")
    assert stale != text
    assert with_tables(stale, KNOWN) == text.replace("in short", "in brief")


def test_every_implementation_distribution_and_question_is_in_the_manual() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in KNOWN.implementations:
        assert f"\n.Ss {name}\n" in text
    for name in KNOWN.distributions:
        assert re.search(rf"^\.Ss .*\({name}\)$", text, re.MULTILINE)
    for name in KNOWN.behaviours:
        assert f"\n.It Ic {name}\n" in text


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError):
        with_tables('.\\" generated: nothing\n.\\" end of nothing\n', KNOWN)


def test_mandoc_finds_nothing_to_complain_of() -> None:
    mandoc = shutil.which("mandoc")
    if mandoc is None:
        pytest.skip("mandoc is not installed")
    done = subprocess.run(
        [mandoc, "-T", "lint", "-W", "style", str(PAGE)], capture_output=True, text=True, check=False
    )
    # What other pages are installed is no property of this one.
    complaints = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
    assert complaints == []
