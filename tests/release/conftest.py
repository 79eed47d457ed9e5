"""The release that is looked at, and the checkout that goes into clean roots with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.lab.roots import debian
from tests.release import clean
from tests.release.interpreters import SUITES


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these tests alone where no release was given."""
    return True if config.getoption("dist") is None else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.root)
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def dist(request: pytest.FixtureRequest) -> Path:
    """The directory that packaging/build has filled."""
    directory: Path = request.config.getoption("dist")
    return directory.absolute()


@pytest.fixture(scope="session")
def project(dist: Path) -> Iterator[Path]:
    """The last commit, with the release in dist/ and what its tests import in wheels/."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    with clean.checkout() as directory:
        shutil.copytree(dist, directory / "dist")
        [wheel] = map(str, dist.glob(f"dropexec-{VERSION}-*_x86_64.whl"))
        for version in SUITES:
            clean.download(directory / "wheels", version, [*clean.TESTERS, "hatchling", wheel])
        yield directory
