"""The launchers that the contract is held against; every test here runs once for each."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract.launch import Launcher
from tests.native import toolchain

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ("native", "static", "sanitized")
LAUNCHERS = ("python", "zipapp", *NATIVE)

DIFFERENCES = {
    "test_sigpipe_and_sigxfsz_are_default_whatever_the_caller_had": "passes both through",
    "test_close_fds_without_proc_is_refused": "closes by close_range(2), which needs no /proc (Linux 5.9)",
}
"""What the native launchers do otherwise on purpose, by test: the list that the manual page has."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            reason = DIFFERENCES.get(item.originalname)
            if reason is not None and item.callspec.params.get("launcher") in NATIVE:
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture(scope="session")
def archive(world: Path) -> Path:
    """The zipapp, built by the interpreter that runs the tests."""
    output = world / "dropexec.pyz"
    subprocess.run(
        [sys.executable, ROOT / "packaging/zipapp/build.py", output, "--python", sys.executable], check=True
    )
    return output


@pytest.fixture(scope="session")
def native(world: Path) -> Path:
    """The native launcher against this machine's C library."""
    return toolchain.dynamic(world)


@pytest.fixture(scope="session")
def static(world: Path) -> Path:
    """The native launcher with musl, which reads the account files itself."""
    return toolchain.static(world)


@pytest.fixture(scope="session")
def sanitized(world: Path) -> Path:
    """The native launcher that ends at the first step beyond its memory or the language."""
    return toolchain.sanitized(world)


@pytest.fixture(scope="session", params=LAUNCHERS)
def launcher(request: pytest.FixtureRequest, world: Path, scratch_accounts: None) -> Launcher:
    shutil.copy(Path(__file__).parent / "report.py", world)
    libc = os.confstr("CS_GNU_LIBC_VERSION")
    build = {
        "native": f"native, {libc}",
        "static": "native, musl static",
        "sanitized": f"native, {libc} static",
    }.get(request.param, f"Python {platform.python_version()}")
    if request.param == "python":
        argv: tuple[str, ...] = (sys.executable, "-I", "-m", "dropexec")
    else:
        argv = (str(request.getfixturevalue({"zipapp": "archive"}.get(request.param, request.param))),)
    version = f"dropexec {VERSION} ({build})\n"
    return Launcher(name=request.param, argv=argv, world=world, version=version)


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
        return replace(launcher, argv=("/usr/bin/python3", "-I", "-c", code))
    if launcher.name == "zipapp":
        return replace(launcher, argv=("/usr/bin/python3", "-IS", launcher.argv[0]))
    return launcher
