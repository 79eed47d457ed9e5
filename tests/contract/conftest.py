"""The launchers that the contract is held against; every test here runs once for each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.launch import Launcher

ROOT = Path(__file__).resolve().parents[2]
LAUNCHERS = ("python", "zipapp")


@pytest.fixture(scope="session")
def archive(world: Path) -> Path:
    """The zipapp, built by the interpreter that runs the tests."""
    output = world / "dropexec.pyz"
    subprocess.run([sys.executable, ROOT / "packaging/zipapp/build.py", output, "--python", sys.executable], check=True)
    return output


@pytest.fixture(scope="session", params=LAUNCHERS)
def launcher(request: pytest.FixtureRequest, world: Path, archive: Path, scratch_accounts: None) -> Launcher:
    shutil.copy(Path(__file__).parent / "report.py", world)
    argv = {"python": (sys.executable, "-I", "-m", "dropexec"), "zipapp": (str(archive),)}
    return Launcher(name=request.param, argv=argv[request.param], world=world)
