"""The sdist has what building and testing take, and an install without a compiler says what it is."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path

from dropexec.version import VERSION
from tests.release import clean

NAME = f"dropexec-{VERSION}"

INSTALL = f"""
launcher=/tmp/installed/bin/dropexec
python3 -m venv /tmp/installed
/tmp/installed/bin/pip install -q --no-index --find-links=wheels dist/{NAME}.tar.gz
"$launcher" --version
# From here on the tests are the sdist's own.
mkdir /tmp/sdist
tar -x -C /tmp/sdist -f dist/{NAME}.tar.gz
cd /tmp/sdist/{NAME}
"""

# pip keeps a build's output to itself, so the build writes to the terminal: script(1) is one.
WITHOUT_COMPILER = f"""
python3 -m venv /tmp/installed
export CC=/nonexistent/cc
script -qec '/tmp/installed/bin/pip install --no-index --find-links=wheels dist/{NAME}.tar.gz' /dev/null
/tmp/installed/bin/dropexec --version
/tmp/installed/bin/dropexec 1:2 /usr/bin/id -G
"""


def test_it_has_every_file_of_the_commit_and_nothing_else(dist: Path) -> None:
    listed = subprocess.run(
        ["git", "-C", str(clean.ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    with tarfile.open(dist / f"{NAME}.tar.gz") as tarball:
        names = {member.name for member in tarball.getmembers() if not member.isdir()}
    assert names == {f"{NAME}/{name}" for name in [*listed.stdout.split("\0")[:-1], "PKG-INFO"]}


def test_with_a_compiler_it_installs_the_native_launcher_which_keeps_the_contract(project: Path) -> None:
    assert clean.contract("bookworm", project, INSTALL) == f"dropexec {VERSION} (native, glibc 2.36)\n"


def test_without_a_compiler_it_installs_the_python_launcher_and_says_so(project: Path) -> None:
    done = clean.run("bookworm", project, ["sh", "-euc", WITHOUT_COMPILER])
    assert done.returncode == 0, done.stdout
    warning = "dropexec will be the Python launcher, not the native one: no C compiler on PATH"
    assert warning in done.stdout
    version, groups = done.stdout.splitlines()[-2:]
    assert (version.rpartition(".")[0], groups) == (f"dropexec {VERSION} (Python 3.11", "2")
