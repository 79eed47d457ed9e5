"""Each known bug of the peers has a test here, by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contract.peer_bugs import BUGS, STATED

TESTS = Path(__file__).resolve().parents[1]


def test_every_row_is_there() -> None:
    assert list(BUGS) == list(range(1, 37))
    assert set(STATED) <= set(BUGS)


@pytest.mark.parametrize("row", BUGS)
def test_the_tests_that_a_row_names_exist(row: int) -> None:
    what, tests = BUGS[row]
    assert what
    assert tests
    for name in tests:
        file, _, function = name.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name
