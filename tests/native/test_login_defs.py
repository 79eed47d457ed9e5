"""The distribution's own PATH in a root of the test's own: the one of /etc, else the vendor's in /usr/etc."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

pytestmark = pytest.mark.root

PRINTER = """
#include <stdio.h>
extern char **environ;
int main(void) { for (char **at = environ; *at; at++) puts(*at); }
"""
VENDOR, OWN = "ENV_PATH PATH=/vendor/bin\n", "ENV_PATH PATH=/own/bin\n"


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static program that prints its environment."""
    program = tmp_path_factory.mktemp("printer") / "printer"
    command = [toolchain.need("gcc"), "-static", "-x", "c", "-", "-o", str(program)]
    subprocess.run(command, input=PRINTER, text=True, check=True)
    return program


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"usr/etc/login.defs": VENDOR}, "/vendor/bin"),
        ({"usr/etc/login.defs": VENDOR, "etc/login.defs": OWN}, "/own/bin"),
        ({"usr/etc/login.defs": VENDOR, "etc/login.defs": ""}, "/usr/local/bin:/usr/bin:/bin"),
        ({}, "/usr/local/bin:/usr/bin:/bin"),
    ],
    ids=["vendor", "both", "own-without", "none"],
)
def test_the_first_login_defs_that_exists_has_the_path(
    static: Path, printer: Path, tmp_path: Path, files: dict[str, str], path: str
) -> None:
    for program in (static, printer):
        shutil.copy(program, tmp_path / program.name)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    tmp_path.chmod(0o755)
    argv = ["/usr/sbin/chroot", str(tmp_path), f"/{static.name}", "1:1", f"/{printer.name}"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if line.startswith("PATH=")] == [f"PATH={path}"]
