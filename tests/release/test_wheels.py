"""Every pip from CPython 3.9 to 3.13 takes a wheel or the sdist, and what it then has keeps the contract."""

from __future__ import annotations

import fnmatch
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.release import clean, interpreters

WHEELS = {
    "x86_64": f"dropexec-{VERSION}-py3-none-manylinux1_x86_64.manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl",
    "aarch64": (
        f"dropexec-{VERSION}-py3-none-manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64.whl"
    ),
}

TAKEN = {"sdist": f"dropexec-{VERSION}.tar.gz", **WHEELS}
"""What pip takes: its own machine's wheel, or the sources."""

SAYS = {"sdist": "Python {}.*", "x86_64": "native, musl static"}

# PREFIX, empty or a directory that is bound there; then the interpreter and the wheel.
INSTALL = """
if [ -n "$1" ]; then
    # Another user has to reach it, and /root is for root alone.
    case $1 in /root/*) mount -t tmpfs -o mode=755 tmpfs /root;; esac
    mkdir -p "$1"
    mount --bind ./python "$1"
fi
# The roots have a compiler, for the tests; the sources are to be taken as where there is none.
export DROPEXEC_NATIVE=0
"$2" -m venv /tmp/installed
/tmp/installed/bin/pip install -q --no-index --find-links=wheels "$3"
/tmp/installed/bin/dropexecctl explain --help >/dev/null
launcher=/tmp/installed/bin/dropexec
"$launcher" --version
"""


@pytest.fixture(params=interpreters.SUITES)
def version(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.mark.parametrize("kind", SAYS)
def test_a_wheel_or_the_sdist_is_taken_and_keeps_the_contract(project: Path, version: str, kind: str) -> None:
    found = interpreters.find(version)
    if found is None:
        pytest.skip(f"not verified here: CPython {version} is not on this machine")
    copy = project / "python"
    shutil.rmtree(copy, ignore_errors=True)
    if found.prefix is not None:
        shutil.copytree(found.prefix, copy, symlinks=True)
    words = [str(found.prefix or ""), found.path, f"dist/{TAKEN[kind]}"]
    said = clean.contract(found.suite, project, INSTALL, *words)
    assert fnmatch.fnmatchcase(said, f"dropexec {VERSION} ({SAYS[kind].format(version)})\n")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_wheel_for_a_machine_carries_the_tarballs_executable(dist: Path, machine: str) -> None:
    name = f"dropexec-{VERSION}-linux-{machine}"
    with tarfile.open(dist / f"{name}.tar.gz") as tarball:
        member = tarball.extractfile(f"{name}/bin/dropexec")
        assert member is not None
        executable = member.read()
    with zipfile.ZipFile(dist / WHEELS[machine]) as wheel:
        assert wheel.read(f"dropexec-{VERSION}.data/scripts/dropexec") == executable


def test_the_wheels_are_the_same_but_for_the_launcher_and_what_names_it(dist: Path) -> None:
    differ = {f"dropexec-{VERSION}.data/scripts/dropexec"}
    differ |= {f"dropexec-{VERSION}.dist-info/{name}" for name in ("RECORD", "WHEEL")}
    members = []
    for wheel in WHEELS.values():
        with zipfile.ZipFile(dist / wheel) as archive:
            assert differ <= set(archive.namelist())
            members.append({name: archive.read(name) for name in archive.namelist() if name not in differ})
    assert members[0] == members[1]
