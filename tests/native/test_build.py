"""How the native launcher is built: without a warning, hardened, small, the same bytes every time."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from dropexec.launcher.manual import help_text
from dropexec.version import VERSION
from tests.native import toolchain

SMALL = {"x86_64": 64 * 1024, "aarch64": 80 * 1024}

MACHINES = ("x86_64", "aarch64")
"""The others are built, and held to the contract, with a release (tests/release)."""


@pytest.mark.parametrize("accounts", ["nss", "files"])
@pytest.mark.parametrize(
    ("compiler", "flags"),
    [
        ("gcc", ("-O2", "-D_FORTIFY_SOURCE=3", "-Wlogical-op", "-Wduplicated-cond", "-Wnull-dereference")),
        ("gcc", ("-O1", "-fanalyzer")),
        ("clang", ("-O2", "-D_FORTIFY_SOURCE=3", "-Wunreachable-code", "-Wcomma")),
    ],
    ids=["gcc", "analyzer", "clang"],
)
def test_the_compilers_have_nothing_to_say(
    world: Path, compiler: str, flags: tuple[str, ...], accounts: str
) -> None:
    toolchain.build(world / "warned", [toolchain.need(compiler)], flags, accounts)


def test_the_help_is_the_reference_launchers(native: Path, static: Path) -> None:
    for launcher in (native, static):
        done = subprocess.run([launcher, "--help"], capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == (help_text(), "")


def elf(launcher: Path, flag: str) -> str:
    readelf = [toolchain.need("readelf"), flag, "-W", str(launcher)]
    return subprocess.run(readelf, capture_output=True, text=True, check=True).stdout


def test_the_dynamic_build_is_hardened(native: Path) -> None:
    assert "DYN (Position-Independent Executable file)" in elf(native, "-h")
    dynamic = elf(native, "-d")
    assert "BIND_NOW" in dynamic
    assert [line.split("[")[1] for line in dynamic.splitlines() if "(NEEDED)" in line] == ["libc.so.6]"]
    segments = elf(native, "-l")
    assert "GNU_RELRO" in segments
    assert [line.split()[-2] for line in segments.splitlines() if "GNU_STACK" in line] == ["RW"]
    symbols = elf(native, "--dyn-syms")
    assert "__stack_chk_fail" in symbols
    # Level 3 knows the room of memory that is allocated (features.h, gcc's __builtin_dynamic_object_size).
    assert {name for name in ("__memcpy_chk", "__read_chk", "__getgroups_chk") if name in symbols}


@pytest.fixture(scope="module")
def shipped(world: Path) -> Path:
    """A directory with the static executables for both machines."""
    if importlib.util.find_spec("ziglang") is None:
        pytest.skip("needs ziglang")
    directory = world / "shipped"
    script = toolchain.ROOT / "packaging/static/build"
    subprocess.run([sys.executable, script, directory, *MACHINES], check=True)
    return directory


@pytest.mark.parametrize("machine", MACHINES)
def test_the_static_build_is_small_hardened_and_alone(shipped: Path, machine: str) -> None:
    launcher = shipped / f"dropexec-linux-{machine}"
    assert launcher.stat().st_size <= SMALL[machine]
    assert "DYN (Position-Independent Executable file)" in elf(launcher, "-h")
    assert "NEEDED" not in elf(launcher, "-d")
    segments = elf(launcher, "-l")
    assert "INTERP" not in segments
    assert "GNU_RELRO" in segments
    assert [line.split()[-2] for line in segments.splitlines() if "GNU_STACK" in line] == ["RW"]
    assert str(toolchain.ROOT).encode() not in launcher.read_bytes()


@pytest.mark.timeout(900)  # the second build makes its musl anew, from a cache of its own
def test_the_static_build_is_the_same_every_time(shipped: Path, world: Path) -> None:
    again = world / "again"
    script = toolchain.ROOT / "packaging/static/build"
    cache = str(world / "zig")
    environment = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
    subprocess.run([sys.executable, script, again, *MACHINES], env=environment, check=True)
    made, remade = (
        {path.name: path.read_bytes() for path in directory.iterdir()} for directory in (shipped, again)
    )
    assert sorted(made) == ["dropexec-linux-aarch64", "dropexec-linux-x86_64"]
    assert made == remade


def test_the_aarch64_build_does_its_work(shipped: Path) -> None:
    command = [toolchain.need("qemu-aarch64"), str(shipped / "dropexec-linux-aarch64")]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout == f"dropexec {VERSION} (native, musl static)\n"
    # qemu-user carries out the system calls of the launcher; the target is this machine's own.
    ids = subprocess.run([*command, "1:2", "/usr/bin/id", "-G"], capture_output=True, text=True, check=True)
    assert (ids.stdout, ids.stderr) == ("2\n", "")
    refused = subprocess.run([*command, "nobdy", "true"], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (125, "")
    assert refused.stderr == 'dropexec: cannot find user "nobdy": no such account; did you mean "nobody"?\n'
