"""The launchers that the contract is held against; every test here runs once for each."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract import gaps, image, installed, resting
from tests.contract.etc import Etc
from tests.contract.launch import Launcher
from tests.lab import nss
from tests.native import toolchain

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"python": "python", "zipapp": "python", "native": "native", "static": "musl", "sanitized": "native"}
"""The launchers that the tests make themselves, and the kind of each."""

NATIVE = {
    "test_sigpipe_and_sigxfsz_are_default_whatever_the_caller_had": "passes both through",
    "test_close_fds_without_proc_is_refused": "closes by close_range(2), which needs no /proc (Linux 5.9)",
}
DIFFERENCES = {
    "native": NATIVE,
    "musl": NATIVE,
    "console": dict.fromkeys(
        (
            "test_no_variable_and_no_directory_of_the_callers_runs_code",
            "test_what_service_managers_and_locales_say_passes_and_nothing_else_does",
        ),
        "cannot be isolated, and so refuses where PYTHONPATH is set",
    ),
}
"""What the launchers of a kind do otherwise on purpose, by test: the list that the manual page has."""


GIVEN = pytest.StashKey[Launcher]()
"""The launcher that the command line names."""


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("launcher")
    root = config.getoption("root")
    if root is not None and path is None:
        raise pytest.UsageError("--root goes with --launcher")
    if path is not None:
        config.stash[GIVEN] = installed.launcher(path.absolute(), root and root.absolute())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "launcher" in metafunc.fixturenames:
        names = ["installed"] if GIVEN in metafunc.config.stash else list(KINDS)
        metafunc.parametrize("launcher", names, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what a launcher does otherwise; with --launcher, leave out what is not about that one."""
    given = config.stash.get(GIVEN, None)
    kinds = {"installed": given.kind} if given else KINDS
    left_out = installed.left_out(given) if given else set()
    other = []
    for item in items:
        if Path(__file__).parent not in item.path.parents or not isinstance(item, pytest.Function):
            continue
        name = item.callspec.params.get("launcher") if hasattr(item, "callspec") else None
        reason = DIFFERENCES.get(kinds.get(str(name), ""), {}).get(item.originalname)
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
        if name is not None:
            gaps.mark(item, gaps.kind_of(str(name), kinds[str(name)]))
        if given and (name is None or not left_out.isdisjoint((item.originalname, item.name))):
            other.append(item)
    config.hook.pytest_deselected(items=other)
    items[:] = [item for item in items if item not in other]


@pytest.fixture(scope="session")
def archive(world: Path) -> Path:
    """The zipapp, built by the interpreter that runs the tests."""
    output = world / "dropexec.pyz"
    subprocess.run(
        [sys.executable, ROOT / "packaging/zipapp/build.py", output, "--python", sys.executable], check=True
    )
    return output


@pytest.fixture(scope="session")
def sanitized(world: Path) -> Path:
    """The native launcher that ends at the first step beyond its memory or the language."""
    return toolchain.sanitized(world)


@pytest.fixture(scope="session")
def launcher(request: pytest.FixtureRequest, world: Path, scratch_accounts: None) -> Launcher:
    shutil.copy(Path(__file__).parent / "report.py", world)
    if request.param == "installed":
        given = request.config.stash[GIVEN]
        if given.root is not None:
            image.furnish(given.root, world)
        return replace(given, world=world)
    libc = os.confstr("CS_GNU_LIBC_VERSION")
    build = {
        "native": f"native, {libc}",
        "static": "native, musl static",
        "sanitized": f"native, {libc} static",
    }.get(request.param, f"Python {platform.python_version()}")
    if request.param == "python":
        # Else a launcher that is the first to import a module writes its bytecode: a call more to be counted.
        if not sys.dont_write_bytecode:
            subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "dropexec"], check=True)
        argv: tuple[str, ...] = (sys.executable, "-I", "-m", "dropexec")
    else:
        argv = (str(request.getfixturevalue({"zipapp": "archive"}.get(request.param, request.param))),)
    version = f"dropexec {VERSION} ({build})\n"
    return Launcher(name=request.param, kind=KINDS[request.param], argv=argv, world=world, version=version)


@pytest.fixture(scope="session")
def resting_target(world: Path) -> Path:
    """The target that rests until the test has looked at it."""
    return resting.build(world)


@pytest.fixture
def etc(scratch_accounts: None) -> Iterator[Etc]:
    """The /etc of the tests' own, as it was again afterwards."""
    private = Etc()
    yield private
    private.restore()


@pytest.fixture(scope="session")
def services(world: Path) -> Path:
    """The directory of the tests' own name services, for LD_LIBRARY_PATH."""
    return nss.build(world)


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
