"""What an installed launcher is taken for, and that nothing else is taken for one."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract import image, installed
from tests.contract.launch import Launcher

PYTHON = f"Python {'.'.join(map(str, sys.version_info[:3]))}"

KINDS = [
    ([sys.executable, "-I"], PYTHON, "python"),
    ([sys.executable, "-IScimport sys;print('dropexec {} ({})')"], PYTHON, "python"),
    ([sys.executable], PYTHON, "console"),
    ([sys.executable, "-SBcI=1;print('dropexec {} ({})')"], PYTHON, "console"),
    ([sys.executable, "-I"], "Python 2.7.18", None),
    ([sys.executable, "-I"], "native, musl static", None),
]


@pytest.mark.parametrize(("words", "build", "kind"), KINDS)
def test_a_script_is_what_its_first_line_makes_of_it(
    tmp_path: Path, words: list[str], build: str, kind: str | None
) -> None:
    script = tmp_path / "dropexec"
    first = " ".join(words).format(VERSION, build)
    script.write_text(f"#!{first}\nprint('dropexec {VERSION} ({build})')\n")
    script.chmod(0o755)
    if kind is None:
        with pytest.raises(pytest.UsageError):
            installed.launcher(script)
    else:
        version = f"dropexec {VERSION} ({build})\n"
        assert installed.launcher(script) == Launcher("installed", (str(script),), Path("/"), version, kind)


@pytest.mark.parametrize("kind", ["native", "musl"])
def test_an_executable_is_what_it_says(native: Path, static: Path, kind: str) -> None:
    path, build = {
        "native": (native, f"native, {os.confstr('CS_GNU_LIBC_VERSION')}"),
        "musl": (static, "native, musl static"),
    }[kind]
    version = f"dropexec {VERSION} ({build})\n"
    assert installed.launcher(path) == Launcher("installed", (str(path),), Path("/"), version, kind)


@pytest.mark.parametrize("path", ["/bin/true", "/no/such/dropexec", "/etc/passwd"])
def test_what_is_no_launcher_is_refused(path: str) -> None:
    with pytest.raises(pytest.UsageError, match=f"--launcher={path}: "):
        installed.launcher(Path(path))


@pytest.mark.parametrize(
    "table", [image.LEFT_OUT, installed.EMULATED, installed.UNPOKED], ids=["root", "emulator", "strace"]
)
def test_what_is_left_out_is_there_and_left_out_once(table: dict[str, tuple[str, ...]]) -> None:
    files = Path(__file__).parent.glob("test_*.py")
    tests = {
        node.name
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    names = [name for names in table.values() for name in names]
    assert {name.partition("[")[0] for name in names} <= tests
    assert len(names) == len(set(names))
