"""The RPM packages: what rpmlint says, what they need, what is in them, and how they do once installed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.lab.collection import PROJECT
from tests.lab.packages import build
from tests.lab.packages.installation import Installation
from tests.lab.roots.release import CLEAN
from tests.native.toolchain import need

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(1200)]

FILES = {
    "dropexec": {
        "/usr/bin/dropexec",
        "/usr/share/bash-completion/completions/dropexec",
        "/usr/share/fish/vendor_completions.d/dropexec.fish",
        "/usr/share/man/man1/dropexec.1.gz",
        "/usr/share/zsh/site-functions/_dropexec",
    },
    "dropexecctl": {
        "/usr/bin/dropexecctl",
        "/usr/share/bash-completion/completions/dropexecctl",
        "/usr/share/dropexecctl/dropexec/__init__.py",
        "/usr/share/dropexecctl/dropexec/compat/catalogue/behaviours.toml",
        "/usr/share/fish/vendor_completions.d/dropexecctl.fish",
        *(f"/usr/lib/systemd/system/{name}" for name in build.UNITS),
        *(f"/usr/share/man/{page}.gz" for page in build.PAGES),
        "/usr/share/zsh/site-functions/_dropexecctl",
    },
}

# Debian's rpm wants to be told that it is meant; its database has none of Debian's packages.
INSTALL = """
apt-get install -y -qq --no-install-recommends rpm python3-click python3-distro >/dev/null
rpm --install --force-debian --nodeps packages/*.rpm
rpm --verify dropexec dropexecctl --nodeps
"""
REMOVE = """
rpm --erase --force-debian dropexec dropexecctl
for left in /usr/bin/dropexec /usr/bin/dropexecctl /usr/share/dropexecctl; do test ! -e "$left"; done
"""


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.made(pytestconfig, "rpm", tmp_path_factory.mktemp("rpm") / "packages")


def query(packages: Path, name: str, what: str) -> set[str]:
    """Return the lines of an answer about a package."""
    [package] = packages.glob(f"{name}-{VERSION}-*[!c].rpm" if name == "dropexec" else f"{name}-*.rpm")
    command = [need("rpm"), "-qp", f"--{what}", str(package)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


def test_rpmlint_has_nothing_to_say(packages: Path) -> None:
    config = PROJECT / "packaging/rpm/rpmlint.toml"
    command = [need("rpmlint"), "--config", str(config), *map(str, packages.glob("*.rpm"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert re.findall("^.*: [EW]: .*$", done.stdout, re.MULTILINE) == []
    assert (done.returncode, "3 packages" in done.stdout) == (0, True), done


def test_there_are_two_packages_and_their_sources(packages: Path) -> None:
    names = {re.sub("x86_64|aarch64", "MACHINE", file.name) for file in packages.glob("*.rpm")}
    assert names == {
        f"dropexec-{VERSION}-1.MACHINE.rpm",
        f"dropexec-{VERSION}-1.src.rpm",
        f"dropexecctl-{VERSION}-1.noarch.rpm",
    }


@pytest.mark.parametrize("name", FILES)
def test_a_package_has_its_files(packages: Path, name: str) -> None:
    found = query(packages, name, "list")
    assert FILES[name] - found == set()
    other = next(files for package, files in FILES.items() if package != name)
    assert other & found == set()


def test_the_launcher_needs_no_later_c_library_than_enterprise_linux_8_has(packages: Path) -> None:
    needed = {line for line in query(packages, "dropexec", "requires") if not line.startswith("rpmlib")}
    versions = [re.fullmatch(r"libc\.so\.6\((?:GLIBC_([\d.]+))?\)\(64bit\)", line) for line in needed]
    assert [line for line, match in zip(needed, versions) if match is None] == ["rtld(GNU_HASH)"]
    numbers = [tuple(map(int, match[1].split("."))) for match in versions if match and match[1]]
    assert max(numbers) <= (2, 28)


def test_the_application_needs_python_and_its_modules(packages: Path) -> None:
    needed = {line for line in query(packages, "dropexecctl", "requires") if not line.startswith("rpmlib")}
    assert needed == {
        "(python3 >= 3.11 or python3-tomli or python3-tomlkit)",
        "/usr/bin/python3",
        "python3 >= 3.9",
        "python3-click",
        "python3-distro",
    }


def test_the_packages_keep_the_contract_where_they_are_installed(packages: Path) -> None:
    made = [file for file in packages.glob("*.rpm") if ".src." not in file.name]
    with Installation(CLEAN["bookworm"], made, INSTALL, REMOVE) as installation:
        problem = installation.problem()
    assert problem is None, problem
