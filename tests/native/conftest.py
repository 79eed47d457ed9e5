"""The builds of the native launcher, each made once a session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.native import toolchain


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.root)
            if os.geteuid() != 0:
                item.add_marker(pytest.mark.skip(reason="needs root"))


@pytest.fixture(scope="session")
def native(world: Path) -> Path:
    return toolchain.dynamic(world)


@pytest.fixture(scope="session")
def static(world: Path) -> Path:
    return toolchain.static(world)
