"""What the tests of watch share: root, the engines, a target with threads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dropexec.watch.refusal import obstacle, rights
from tests.lab.watch.child import Child

ENGINES = ("bpf", "tracefs")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    found = obstacle(rights()) if os.geteuid() == 0 else None
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.root)
            item.add_marker(pytest.mark.lab)
            if found is not None:
                item.add_marker(pytest.mark.skip(reason=f"signals cannot be watched here: {found[0]}"))


class Threads(NamedTuple):
    """A process that takes every signal and goes on, and the ids of its threads."""

    pid: int
    tids: tuple[int, ...]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def threads() -> Iterator[Threads]:
    with Child([sys.executable, str(HERE / "target.py"), "3"]) as child:
        _, pid, *tids = child.line("ready").split()
        yield Threads(int(pid), tuple(map(int, tids)))
