"""dropexec.pyz is one file that needs Python and nothing else, whichever Python made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.release import clean
from tests.release.interpreters import SUITES

INSTALL = """
launcher=/tmp/dropexec.pyz
cp dist/dropexec.pyz "$launcher"
"$launcher" --version
"""


@pytest.mark.parametrize("version", [version for version, suite in SUITES.items() if suite])
def test_the_archive_keeps_the_contract(project: Path, version: str) -> None:
    suite = SUITES[version]
    assert suite is not None
    said = clean.contract(suite, project, INSTALL)
    assert said.startswith(f"dropexec {VERSION} (Python {version}.")


def test_the_archive_starts_the_systems_python_isolated(dist: Path) -> None:
    assert (dist / "dropexec.pyz").read_bytes().startswith(b"#!/usr/bin/python3 -IS")
