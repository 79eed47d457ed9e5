"""One stage for all that runs lines on it: its accounts are those of the tests' own /etc from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.translate.stage import Stage, furnish


@pytest.fixture(scope="session")
def stage(world: Path, native: Path, scratch_accounts: None) -> Stage:
    return furnish(world, native)
