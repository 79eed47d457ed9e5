"""The table of mutants: each edit can be made, says why, and there are enough of them in every part."""

from __future__ import annotations

import pytest

from tests.mutants.table import PARTS, ROOT, edited, load


@pytest.mark.parametrize("part", PARTS)
def test_each_edit_can_be_made_and_says_why(part: str) -> None:
    for mutant in load(part):
        assert edited(mutant) != (ROOT / mutant.file).read_text(encoding="utf-8")
        assert mutant.why
        for path in mutant.tests:
            assert (ROOT / path).exists(), mutant.name


def test_no_edit_stands_twice() -> None:
    edits = [(mutant.file, mutant.old, mutant.new) for part in PARTS for mutant in load(part)]
    assert len(edits) == len(set(edits))
    assert len(edits) >= 120
