"""One engine for all tests of containers, and the images that more than one of them runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.containers import context
from tests.lab.containers.engine import Engine
from tests.lab.process import LabError
from tests.lab.supervised import account, artefacts


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    reason = Engine.missing()
    if reason is not None:
        pytest.skip(reason)
    # Not pytest's directory: its path is too long for the sockets of conmon(8), which then records no end.
    with (
        tempfile.TemporaryDirectory(prefix="dropexec-lab-") as scratch,
        Engine(Path(scratch) / "engine") as engine,
    ):
        yield engine


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static program that is the service of every image; beside it is this machine's static launcher."""
    try:
        return artefacts.build(tmp_path_factory.mktemp("artefacts")).target
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def built(target: Path) -> Path:
    """The directory with the static launcher for each machine."""
    try:
        return context.executables(target.parent)
    except LabError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def image(engine: Engine, built: Path, target: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of the image that the example's Dockerfile makes."""
    place = tmp_path_factory.mktemp("image") / "context"
    engine.build("localhost/kafka", context.lay_out(place, context.EXAMPLES / "Dockerfile", built, target))
    return "localhost/kafka"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A directory for a volume, the account's already, so that nothing has to be prepared."""
    directory = tmp_path / "data"
    directory.mkdir()
    shutil.chown(directory, account.UID, account.GID)
    return directory
