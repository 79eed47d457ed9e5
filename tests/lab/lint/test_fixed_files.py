"""Fixed files before those that read them: systemd itself, and patch(1)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from tests.unit.lint.conftest import Lint, lint, root
from tests.unit.lint.test_fixes import fixed, of

__all__ = ["lint", "root"]


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("name", of("systemd", "systemd-dropin"))
def test_systemd_accepts_a_fixed_unit(lint: Lint, name: str, tmp_path: Path) -> None:
    unit = tmp_path / (name if name.endswith(".service") else "whole.service")
    unit.write_bytes(fixed(lint, name))
    line = [tool("systemd-analyze"), "verify", "--man=no", str(unit)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    # That the programs are not there is the machine's affair; every other line about the file is the fix's.
    lines = [said for said in done.stderr.splitlines() if unit.name in said]
    assert [said for said in lines if "is not executable" not in said] == []


def test_patch_applies_the_diff(tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    commands = "ExecStart=/bin/su absent -s /bin/sh -c 'exec /opt/serve'\nExecStop=/usr/bin/killall serve\n"
    file.write_text(f"[Service]\n{commands}")
    words = ["--diff", "--unsafe-fixes", "--launcher", "/usr/bin/dropexec", str(file)]
    diff = CliRunner().invoke(command, words).stdout
    line = [tool("patch"), "-p1", "-d", "/"]
    subprocess.run(line, input=diff, text=True, check=True, capture_output=True)
    assert "/usr/bin/dropexec" in file.read_text()
