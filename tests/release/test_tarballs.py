"""A static tarball is the launcher and its documents, and the launcher needs nothing of its root."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract import image, installed
from tests.release import clean

BUILD = runpy.run_path(str(clean.ROOT / "packaging/static/build"))

MEMBERS = {
    "bin/dropexec": 0o755,
    "share/doc/dropexec/LICENSE": 0o644,
    "share/doc/dropexec/README.md": 0o644,
    "share/man/man1/dropexec.1": 0o644,
}
COMPLETIONS = {
    "share/bash-completion/completions/dropexec": 0o644,
    "share/fish/vendor_completions.d/dropexec.fish": 0o644,
    "share/zsh/site-functions/_dropexec": 0o644,
}


def name(machine: str) -> str:
    return f"dropexec-{VERSION}-linux-{machine}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a machine for each that the release has an executable for."""
    found = Path(metafunc.config.getoption("dist")).glob("dropexec-linux-*")
    machines = sorted(path.name.split("-", 2)[2] for path in found)
    if "machine" in metafunc.fixturenames:
        metafunc.parametrize("machine", machines)
    if "foreign" in metafunc.fixturenames:
        metafunc.parametrize("foreign", [machine for machine in machines if machine != "x86_64"])


def test_there_is_an_executable_for_each_machine(dist: Path) -> None:
    wanted = os.environ.get("DROPEXEC_MACHINES", "").split() or list(BUILD["MACHINES"])
    assert {path.name for path in dist.glob("dropexec-linux-*")} == {
        f"dropexec-linux-{machine}" for machine in wanted
    }


@pytest.fixture
def executables(dist: Path, world: Path) -> dict[str, Path]:
    """The executable of each tarball, where every user may run it."""
    found = {}
    for path in dist.glob("dropexec-linux-*"):
        machine = path.name.split("-", 2)[2]
        found[machine] = world / f"released-{machine}"
        with tarfile.open(dist / f"{name(machine)}.tar.gz") as tarball:
            member = tarball.extractfile(f"{name(machine)}/bin/dropexec")
            assert member is not None
            found[machine].write_bytes(member.read())
            found[machine].chmod(0o755)
    return found


def test_the_executable_by_itself_is_the_tarballs(
    dist: Path, executables: dict[str, Path], machine: str
) -> None:
    alone = dist / f"dropexec-linux-{machine}"
    assert alone.read_bytes() == executables[machine].read_bytes()
    assert alone.stat().st_mode & 0o7777 == 0o755


def test_a_tarball_has_these_files_of_root_in_order(dist: Path, machine: str) -> None:
    completions = COMPLETIONS if (clean.ROOT / "packaging/completions").exists() else {}
    with tarfile.open(dist / f"{name(machine)}.tar.gz") as tarball:
        members = tarball.getmembers()
    expected = {f"{name(machine)}/{path}": mode for path, mode in {**MEMBERS, **completions}.items()}
    assert {member.name: member.mode for member in members if member.isfile()} == expected
    directories = {member.name: member.mode for member in members if member.isdir()}
    assert set(directories) == {str(parent) for path in expected for parent in Path(path).parents} - {"."}
    assert set(directories.values()) == {0o755}
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert len({member.mtime for member in members}) == 1


def contract(*options: str) -> None:
    """Hold the contract on this machine."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contract", *options]
    environment = {**os.environ, "DROPEXEC_NO_SKIPS": "1"}
    done = subprocess.run(
        command, cwd=clean.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_launcher_keeps_the_contract_in_a_root_with_nothing_else(
    executables: dict[str, Path], world: Path
) -> None:
    root = world / "root"
    root.mkdir()
    shutil.copy(executables["x86_64"], root / "dropexec")
    contract("--launcher=/dropexec", f"--root={root}")


def test_the_launcher_for_another_machine_keeps_the_contract(
    executables: dict[str, Path], foreign: str
) -> None:
    emulator = installed.emulator(executables[foreign])
    assert emulator is not None
    if shutil.which(emulator) is None:
        pytest.skip(f"needs {emulator}")
    contract(f"--launcher={executables[foreign]}")


def test_a_root_without_any_file_runs_numbers(executables: dict[str, Path], world: Path) -> None:
    """No account files, no /proc, no /dev: the launcher, and a target."""
    root = world / "bare"
    root.mkdir()
    shutil.copy(executables["x86_64"], root / "dropexec")
    image.compile_report(root / "report")
    command = [image.ENTER, str(root), "/dropexec"]
    done = subprocess.run([*command, "1234:5678", "/report"], env={"A": "1"}, capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert [said[key] for key in ("uids", "gids", "groups")] == [[1234] * 4, [5678] * 4, [5678]]
    assert said["environment"] == {"HOME": "/", "SHELL": "/bin/sh", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    assert [said[key] for key in ("argv", "directory", "descriptors")] == [["/report"], "/", None]
    kept = {value for key, value in said["capabilities"].items() if key != "CapBnd"}
    assert kept == {0}
    refused = subprocess.run([*command, "nobody", "/report"], env={}, capture_output=True, check=False)
    assert (refused.returncode, refused.stdout, refused.stderr) == (
        125,
        b"",
        b'dropexec: cannot find user "nobody": no such account\n',
    )
