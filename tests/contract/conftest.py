"""The launchers that the contract is held against; every test here runs once for each."""

from __future__ import annotations

import os
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
    subprocess.run(
        [sys.executable, ROOT / "packaging/zipapp/build.py", output, "--python", sys.executable], check=True
    )
    return output


@pytest.fixture(scope="session", params=LAUNCHERS)
def launcher(request: pytest.FixtureRequest, world: Path, archive: Path, scratch_accounts: None) -> Launcher:
    shutil.copy(Path(__file__).parent / "report.py", world)
    argv = {"python": (sys.executable, "-I", "-m", "dropexec"), "zipapp": (str(archive),)}
    return Launcher(name=request.param, argv=argv[request.param], world=world)


@pytest.fixture
def open_launcher(launcher: Launcher, world: Path) -> Launcher:
    """The launcher where every user can run it: the archive, with the interpreter that all may reach."""
    if not os.access("/usr/bin/python3", os.X_OK):
        pytest.skip("no interpreter that every user may run")
    if launcher.name == "python":
        modules = world / "modules"
        if not modules.exists():
            shutil.copytree(
                ROOT / "dropexec",
                modules / "dropexec",
                ignore=shutil.ignore_patterns("__pycache__", "ctl", "native"),
            )
        code = (
            f"import sys; sys.path.insert(0, {str(modules)!r}); "
            "from dropexec.launcher.entry import main; sys.exit(main())"
        )
        return Launcher(name=launcher.name, argv=("/usr/bin/python3", "-I", "-c", code), world=world)
    if launcher.name == "zipapp":
        return Launcher(name=launcher.name, argv=("/usr/bin/python3", "-IS", launcher.argv[0]), world=world)
    return launcher
