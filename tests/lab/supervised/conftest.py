"""What the tests of the lab of supervisors share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.lab.process import LabError
from tests.lab.roots.release import SYSTEMD
from tests.lab.supervised import artefacts, machine
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.machine import Machine


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    """The launcher and the target."""
    try:
        return artefacts.build(tmp_path_factory.mktemp("built"))
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def machines(built: Artefacts) -> Iterator[dict[str, Machine]]:
    """A booted machine of each suite, for whoever leaves it as it was."""
    reason = machine.missing()
    if reason is not None:
        pytest.skip(reason)
    with ExitStack() as stack:
        yield {suite: stack.enter_context(Machine(built, suite)) for suite in SYSTEMD}
