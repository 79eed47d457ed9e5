"""``pip install`` puts the native launcher on PATH where there is a compiler, else the Python one."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.native import toolchain

PYTHON = f"Python {'.'.join(str(part) for part in sys.version_info[:3])}"
GLIBC = f"native, {os.confstr('CS_GNU_LIBC_VERSION')}"

CASES = [
    ({}, "py3-none-linux_x86_64", GLIBC),
    ({"DROPEXEC_WHEEL_TAG": "py3-none-manylinux_2_17_x86_64"}, "py3-none-manylinux_2_17_x86_64", GLIBC),
    ({"DROPEXEC_NATIVE": "0"}, "py3-none-any", PYTHON),
    ({"CC": "/nonexistent/cc"}, "py3-none-any", PYTHON),
    ({"CC": "/bin/false"}, "py3-none-any", PYTHON),
]


def build_wheel(output: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("needs hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(output)]
    steering = ("CC", "CFLAGS", "LDFLAGS", "DROPEXEC_NATIVE", "DROPEXEC_WHEEL_TAG")
    kept = {name: value for name, value in os.environ.items() if name not in steering}
    return subprocess.run(
        command, cwd=toolchain.ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("environment", "tag", "build"), CASES, ids=[str(case[0]) for case in CASES])
def test_an_install_has_the_launcher_that_can_be_had(
    tmp_path: Path, environment: dict[str, str], tag: str, build: str
) -> None:
    done = build_wheel(tmp_path, environment)
    assert done.returncode == 0, done.stderr
    assert ("will be the Python launcher" in done.stderr + done.stdout) == (
        build == PYTHON and "DROPEXEC_NATIVE" not in environment
    )
    wheel = tmp_path / f"dropexec-{VERSION}-{tag}.whl"
    assert wheel.exists()
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not any(name.startswith("dropexec/native") for name in names)
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python")]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    said = [
        subprocess.run([home / "bin/dropexec", *words], capture_output=True, text=True, check=True).stdout
        for words in (["--version"], ["1:2", "/usr/bin/id", "-G"])
    ]
    assert said == [f"dropexec {VERSION} ({build})\n", "2\n"]


def test_demanding_a_native_launcher_without_a_compiler_fails(tmp_path: Path) -> None:
    done = build_wheel(tmp_path, {"DROPEXEC_NATIVE": "1", "CC": "/nonexistent/cc"})
    assert done.returncode != 0
    assert "cannot build the native launcher: no C compiler on PATH" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_may_carry_the_static_launcher(tmp_path: Path, static: Path) -> None:
    tag = "py3-none-manylinux_2_5_x86_64.musllinux_1_1_x86_64"
    done = build_wheel(tmp_path, {"DROPEXEC_NATIVE": str(static), "DROPEXEC_WHEEL_TAG": tag})
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / f"dropexec-{VERSION}-{tag}.whl") as archive:
        assert archive.read(f"dropexec-{VERSION}.data/scripts/dropexec") == static.read_bytes()


def python_launcher(directory: Path, *options: str) -> Path:
    """Install the Python launcher as pip does with these options; return the script."""
    assert build_wheel(directory, {"DROPEXEC_NATIVE": "0"}).returncode == 0
    home = directory / "venv"
    venv.create(home, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "-q", "--no-deps"]
    [wheel] = directory.glob("*.whl")
    subprocess.run([*pip, "--no-index", *options, str(wheel)], check=True)
    return home / "bin/dropexec"


def test_the_python_launcher_writes_no_bytecode_with_the_callers_umask(tmp_path: Path) -> None:
    """Else a caller without a umask has root make a directory of code that everybody may write."""
    script = python_launcher(tmp_path, "--no-compile")
    done = subprocess.run([script, "1:2", "/usr/bin/id", "-G"], capture_output=True, check=False, umask=0)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"2\n", b"")
    assert list((tmp_path / "venv").rglob("__pycache__")) == []


def test_nothing_of_the_callers_runs_in_the_python_launcher(tmp_path: Path) -> None:
    """Neither a .pth file of its HOME, nor a module of PYTHONPATH, nor one of the working directory."""
    script = python_launcher(tmp_path)
    assert script.read_text(encoding="utf-8").split("\n", 1)[0].endswith(" -IB")

    sprung, caller = tmp_path / "sprung", tmp_path / "caller"
    trap = f"open({str(sprung)!r}, 'w').close()"
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for place in (caller, caller / f".local/lib/{version}/site-packages"):
        place.mkdir(parents=True)
        (place / "trap.pth").write_text(f"import os; {trap}\n", encoding="utf-8")
        for name in ("sitecustomize", "usercustomize", "pwd", "dropexec", "site", "os"):
            (place / f"{name}.py").write_text(f"{trap}\n", encoding="utf-8")
    environment = {"HOME": str(caller), "PYTHONPATH": str(caller), "PYTHONUSERBASE": str(caller / ".local")}
    link = tmp_path / "linked"
    link.symlink_to(script)
    for command in (script, link):
        words = [str(command), "1:2", "/usr/bin/id", "-G"]
        done = subprocess.run(words, cwd=caller, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"2\n", b"")
    assert not sprung.exists()
