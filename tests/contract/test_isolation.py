"""Nothing of the caller's steers Python while it is root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dropexec.launcher.entry import STEERING
from tests.contract.launch import Launcher

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def traps(world: Path) -> Path:
    """A directory whose modules leave a mark when somebody imports them."""
    place = world / "traps"
    place.mkdir(exist_ok=True)
    mark = f"open({str(world / 'sprung')!r}, 'a').write(__name__ + '\\n')\n"
    for name in (
        "pwd",
        "grp",
        "posix",
        "os",
        "stat",
        "_signal",
        "sitecustomize",
        "usercustomize",
        "dropexec",
        "boot",
        "json",
        "ctypes",
        "resource",
    ):
        (place / f"{name}.py").write_text(mark)
    site = place / ".local" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    site.mkdir(parents=True, exist_ok=True)
    (site / "trap.pth").write_text(f"import sys; {mark}")
    return place


@pytest.mark.parametrize("name", [*STEERING, "HOME", "PYTHONSAFEPATH", "XDG_CONFIG_HOME"])
def test_no_variable_and_no_directory_of_the_callers_runs_code(
    launcher: Launcher, traps: Path, name: str, world: Path
) -> None:
    value = {"PYTHONWARNINGS": "ignore::json.X", "PYTHONUSERBASE": str(traps / ".local")}.get(
        name, str(traps)
    )
    found = launcher.reported(
        "--no-new-privs", "--rlimit=core=0", "dxuser", env={name: value, "PYTHONPATH": str(traps)}, cwd=traps
    )
    assert found["uids"] == [5001] * 4
    assert not (world / "sprung").exists()


@pytest.mark.parametrize("name", ["PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"])
def test_what_steers_even_an_isolated_interpreter_is_refused(
    archive: Path, world: Path, scratch_accounts: None, name: str
) -> None:
    """It can have run code by then; but nobody should rely on such a start by accident."""
    started = Launcher(name="zipapp", argv=(str(archive),), world=world)
    outcome = started.run("nobody", "/bin/true", env={name: "/no/such/python3"})
    if sys.version_info < (3, 11):
        assert (outcome.status, outcome.stderr) == (0, b"")
        return
    assert outcome.refused() == (
        f"cannot trust this interpreter as root: {name} is set, "
        "and Python reads it even when isolated; unset it"
    )


def test_the_traps_do_spring_where_python_is_not_isolated(traps: Path, world: Path) -> None:
    """Otherwise the test above could not fail."""
    subprocess.run(
        [sys.executable, "-c", "import json"],
        env={"PYTHONPATH": str(traps)},
        cwd="/",
        check=False,
        stderr=subprocess.DEVNULL,
    )
    sprung = world / "sprung"
    assert sprung.exists()
    sprung.unlink()


@pytest.mark.parametrize("name", STEERING)
def test_an_interpreter_that_is_not_isolated_refuses_as_root(
    world: Path, scratch_accounts: None, name: str
) -> None:
    """The console script that pip writes cannot be isolated; it is this call without the options."""
    value = {
        "PYTHONHOME": sys.base_prefix,
        "PYTHONPLATLIBDIR": sys.platlibdir,
        "PYTHONPATH": "",
        "PYTHONWARNINGS": "default",
    }.get(name, "")
    console = Launcher(
        name="console",
        argv=(sys.executable, "-c", "import sys; from dropexec.launcher.entry import main; sys.exit(main())"),
        world=world,
    )
    outcome = console.run("nobody", "/bin/true", env={name: value}, cwd=str(ROOT))
    assert outcome.refused() == (
        f"cannot trust this interpreter as root: {name} is set and Python is not isolated; "
        f"unset it, or run {sys.executable} -I -m dropexec"
    )


def test_an_interpreter_that_is_not_isolated_runs_where_nothing_steers_it(
    world: Path, scratch_accounts: None
) -> None:
    console = Launcher(
        name="console",
        argv=(sys.executable, "-c", "import sys; from dropexec.launcher.entry import main; sys.exit(main())"),
        world=world,
    )
    environment = {"PYTHONUNBUFFERED": "1", "PYTHON_VERSION": "3.12", "PYTHONDONTWRITEBYTECODE": "1"}
    assert console.run("nobody", "/bin/true", env=environment, cwd=str(ROOT)).status == 0


def test_the_archive_is_isolated_by_its_first_line_and_fits_old_kernels(archive: Path) -> None:
    first = archive.read_bytes().split(b"\n", 1)[0] + b"\n"
    assert first.startswith(f"#!{sys.executable} -IS".encode())
    assert len(first) <= 127


def test_the_archive_is_reproducible(archive: Path, world: Path) -> None:
    again = world / "again.pyz"
    builder = [
        sys.executable,
        str(ROOT / "packaging/zipapp/build.py"),
        str(again),
        "--python",
        sys.executable,
    ]
    subprocess.run(builder, check=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}, cwd="/")
    assert again.read_bytes() == archive.read_bytes()
    assert os.access(again, os.X_OK)


def test_the_archive_also_starts_through_runpy_and_with_foreign_bytecode(
    archive: Path, world: Path, scratch_accounts: None
) -> None:
    for interpreter in (sys.executable, "/usr/bin/python3"):
        started = Launcher(name="runpy", argv=(interpreter, "-IS", str(archive)), world=world)
        assert started.run("dxuser", "/usr/bin/id", "-u").stdout == b"5001\n"
