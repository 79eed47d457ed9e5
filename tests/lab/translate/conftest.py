"""One stage for all that runs lines on it: its accounts are the process's from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.translate.stage import Stage, furnish


@pytest.fixture(scope="session")
def stage(world: Path, native: Path) -> Stage:
    return furnish(world, native)
