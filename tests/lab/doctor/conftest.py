"""What the tests of doctor in real systems share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.doctor.host import BootedHost, install
from tests.lab.process import LabError
from tests.lab.supervised import artefacts, machine
from tests.lab.supervised.artefacts import Artefacts


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Artefacts:
    """The launcher and the target."""
    try:
        return artefacts.build(tmp_path_factory.mktemp("built"))
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def booted(built: Artefacts) -> Iterator[BootedHost]:
    """The booted machine, with its services up."""
    reason = machine.missing()
    if reason is not None:
        pytest.skip(reason)
    with BootedHost(built) as host:
        install(host)
        yield host
