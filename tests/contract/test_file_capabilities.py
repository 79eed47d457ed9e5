"""File capabilities: a launcher that has them is refused; a security module's transition alone is not.

A process that is not uid 0 has a permitted capability that is not ambient from a file only (capabilities(7)).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract import secure
from tests.contract.launch import TARGET_PYTHON, Launcher
from tests.native import toolchain

NOBODY = ("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@pytest.fixture(scope="session")
def copies(world: Path) -> dict[tuple[str, str], Path]:
    """The copies with capabilities, by launcher and capabilities."""
    return {}


def with_capabilities(
    launcher: Launcher, archive: Path, world: Path, capabilities: str, copies: dict[tuple[str, str], Path]
) -> Launcher:
    """Return the launcher as a copy (of its interpreter) that has these file capabilities (setcap(8))."""
    key = (launcher.name, capabilities)
    if key not in copies:
        copies[key] = world / f"capable-{launcher.name}-{len(copies)}"
        shutil.copy(
            os.path.realpath(TARGET_PYTHON) if launcher.interpreted else launcher.argv[0], copies[key]
        )
        subprocess.run([toolchain.need("setcap"), capabilities, str(copies[key])], check=True)
    words = (str(copies[key]), "-IS", str(archive)) if launcher.interpreted else (str(copies[key]),)
    return replace(launcher, argv=(*NOBODY, *words))


CAPABILITIES = [
    "cap_setuid,cap_setgid+ep",
    "cap_setuid,cap_setgid+p",
    "cap_chown+p",
    "cap_dac_override,cap_setuid,cap_setgid+eip",
]


@pytest.mark.parametrize("capabilities", CAPABILITIES)
@pytest.mark.parametrize("spec", ["0:0", "65534:65534", "dxuser"])
def test_a_launcher_with_file_capabilities_is_refused(
    launcher: Launcher,
    archive: Path,
    world: Path,
    capabilities: str,
    spec: str,
    copies: dict[tuple[str, str], Path],
) -> None:
    capable = with_capabilities(launcher, archive, world, capabilities, copies)
    message = capable.run(spec, "/usr/bin/id").refused()
    assert "file capabilities" in message


def test_capabilities_that_are_ambient_are_no_reason(open_launcher: Launcher) -> None:
    caps = "+setuid,+setgid"
    setpriv = ("/usr/bin/setpriv", "--reuid=5001", "--regid=5001", "--clear-groups")
    before = (*setpriv, f"--inh-caps={caps}", f"--ambient-caps={caps}")
    assert open_launcher.reported("dxlone", before=before)["uids"] == [5010] * 4


def test_at_secure_alone_is_no_reason(launcher: Launcher, request: pytest.FixtureRequest) -> None:
    """As after a domain transition of SELinux; the environment is still the caller's own block."""
    if launcher.interpreted:
        return  # the kernel's copy in /proc/self/auxv is what CPython and we would have to be shown
    if sys.maxsize < 2**32 or os.uname().machine != "x86_64":
        pytest.skip("the stack of another machine")
    status, output, message = secure.run(
        [*launcher.argv, "--preserve-env=LD_LIBRARY_PATH,TMPDIR", "dxuser", "/usr/bin/env"],
        {"TMPDIR": "/caller/tmp", "LD_LIBRARY_PATH": "/caller/lib", "TERM": "dumb"},
    )
    assert (status, message) == (0, b"")
    assert b"TMPDIR=/caller/tmp\n" in output
    assert b"LD_LIBRARY_PATH=/caller/lib\n" in output
    assert b"TERM=dumb\n" in output
