"""Builds of the native launcher for the tests: or a skip that says what is missing."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / "dropexec/native"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


wheel_launcher = _load(ROOT / "packaging/wheel/launcher.py")


def need(tool: str) -> str:
    """Return a tool's path, or skip the test that needs it."""
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"needs {tool}")
    return found


def build(output: Path, command: list[str], flags: tuple[str, ...], accounts: str = "nss") -> Path:
    """Compile with a command and flags on top of the sources' own; a warning is an error."""
    problem = wheel_launcher.build(output, command, ("-Werror", *flags), accounts)
    assert problem is None, problem
    return output


def dynamic(directory: Path) -> Path:
    """The build that ``pip install`` makes."""
    return build(directory / "dropexec-native", [need("gcc")], wheel_launcher.FLAGS)


def sanitized(directory: Path) -> Path:
    """The account files' build with the address and undefined-behaviour sanitizers."""
    flags = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    options = str(Path(__file__).parent / "sanitizer.c")
    return build(directory / "dropexec-sanitized", [need("gcc")], (*flags, options), "files")


def static(directory: Path) -> Path:
    """The build that is shipped, else one with Debian's musl."""
    machine = "x86_64"
    if importlib.util.find_spec("ziglang") is None:
        return build(directory / "dropexec-static", [need("musl-gcc")], ("-Os", "-static"), "files")
    script = ROOT / "packaging/static/build"
    subprocess.run([sys.executable, str(script), str(directory), machine], check=True)
    return directory / f"dropexec-linux-{machine}"
