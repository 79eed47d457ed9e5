"""What the tests of doctor share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.doctor.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A made-up machine with a healthy PID 1 and nothing else."""
    root = tmp_path / "root"
    root.mkdir()
    return Tree(root)
