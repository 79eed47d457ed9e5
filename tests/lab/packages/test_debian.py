"""The Debian packages: what lintian says, what is in them, and one of each in Debian 11, 12 and 13."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
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
        "/usr/share/doc/dropexec/changelog.gz",
        "/usr/share/doc/dropexec/copyright",
        "/usr/share/fish/vendor_completions.d/dropexec.fish",
        "/usr/share/lintian/overrides/dropexec",
        "/usr/share/man/man1/dropexec.1.gz",
        "/usr/share/zsh/vendor-completions/_dropexec",
    },
    "dropexecctl": {
        "/usr/bin/dropexecctl",
        "/usr/share/bash-completion/completions/dropexecctl",
        "/usr/share/doc/dropexecctl/changelog.gz",
        "/usr/share/doc/dropexecctl/copyright",
        "/usr/share/fish/vendor_completions.d/dropexecctl.fish",
        "/usr/share/lintian/overrides/dropexecctl",
        *(f"/usr/share/man/{page}.gz" for page in build.PAGES),
        *(f"/usr/lib/systemd/system/{name}" for name in build.UNITS),
        "/usr/share/python3/runtime.d/dropexecctl.rtupdate",
        "/usr/share/zsh/vendor-completions/_dropexecctl",
    },
}

# There are modules where a tool that root runs must not look: the caller's, and a local dropexec.
INSTALL = """
apt-get install -y -qq --no-install-recommends ./packages/*.deb
local=$(python3 -c 'import site; print(site.getsitepackages()[0])')
mkdir -p /srv/theirs "$local"
echo 'raise SystemExit("theirs")' | tee /srv/theirs/click.py >"$local/dropexec.py"
( cd /srv/theirs && PYTHONPATH=/srv/theirs dropexecctl --version )
rm "$local/dropexec.py"
test "$(man -w dropexec)" = /usr/share/man/man1/dropexec.1.gz
dpkg --verify dropexec dropexecctl
"""
REMOVE = """
apt-get purge -y -qq dropexec dropexecctl
for left in /usr/bin/dropexec /usr/bin/dropexecctl /usr/share/dropexecctl; do test ! -e "$left"; done
"""


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The directories of two builds, by callers of different habits; or of the one that --dist names."""
    if pytestconfig.getoption("dist") is not None:
        return [build.made(pytestconfig, "debian", Path())]
    directory = tmp_path_factory.mktemp("debian")
    habits = {
        directory / "one": ({"LC_ALL": "C.UTF-8", "TZ": "UTC"}, 0o022),
        directory / "two": ({"LC_ALL": "POSIX", "TZ": "Pacific/Auckland", "CFLAGS": "-O0"}, 0o077),
    }
    processes = [build.start("debian", output, *habit) for output, habit in habits.items()]
    return [build.finish(*pair) for pair in zip(processes, habits)]


def field(package: Path, name: str) -> str:
    command = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def listing(package: Path) -> dict[str, str]:
    """Return the mode and owner of each file, by path."""
    command = ["dpkg-deb", "--contents", str(package)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.split(None, 5) for line in text.splitlines()]
    return {path[1:]: f"{mode} {owner}" for mode, owner, _, _, _, path in lines if not mode.startswith("d")}


def the(name: str, directory: Path) -> Path:
    [package] = directory.glob(f"{name}_{VERSION}_*.deb")
    return package


def test_lintian_has_nothing_to_say(packages: list[Path]) -> None:
    made = [*packages[0].glob("*.dsc"), *packages[0].glob("*.deb")]
    command = [need("lintian"), "--allow-root", "--display-info", "--pedantic", *map(str, made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_the_same_tree_makes_the_same_packages(packages: list[Path]) -> None:
    first, *others = (
        {file.name: file.read_bytes() for file in made.iterdir() if file.is_file()} for made in packages
    )
    for other in others:
        assert sorted(first) == sorted(other)
        assert [name for name in first if first[name] != other[name]] == []


@pytest.mark.parametrize("name", FILES)
def test_a_package_has_its_own_files_and_the_applications_modules(packages: list[Path], name: str) -> None:
    found = listing(the(name, packages[0]))
    modules = {path for path in found if path.startswith("/usr/share/dropexecctl/")}
    examples = {path for path in found if path.startswith("/usr/share/doc/dropexec/examples/")}
    assert found.keys() - modules - examples == FILES[name]
    assert bool(examples) == (name == "dropexec")
    source = PROJECT / "dropexec"
    expected = {
        f"/usr/share/dropexecctl/{file.relative_to(PROJECT)}"
        for file in source.rglob("*")
        if file.is_file() and file.suffix not in (".md", ".pyc") and source / "native" not in file.parents
    }
    assert modules == (expected if name == "dropexecctl" else set())
    for path in found.keys() - examples:
        runs = "/bin/" in path or path.endswith(".rtupdate")
        assert found[path] == f"{'-rwxr-xr-x' if runs else '-rw-r--r--'} root/root", path


def test_the_launcher_needs_a_c_library_and_nothing_else(packages: list[Path]) -> None:
    name, version = field(the("dropexec", packages[0]), "Depends").rstrip(")").split(" (>= ")
    assert name == "libc6"
    # That of Debian 11 is 2.31.
    assert tuple(int(part) for part in version.split(".")) <= (2, 31)


def test_the_application_is_isolated(packages: list[Path], tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "-x", the("dropexecctl", packages[0]), tmp_path], check=True)
    assert (tmp_path / "usr/bin/dropexecctl").read_text().startswith("#!/usr/bin/python3 -IB\n")


@pytest.fixture(scope="module")
def installations(packages: list[Path]) -> Iterator[dict[str, Installation]]:
    """One in each release, all at once."""
    with ExitStack() as stack:
        yield {
            suite: stack.enter_context(Installation(release, packages[0].glob("*.deb"), INSTALL, REMOVE))
            for suite, release in CLEAN.items()
        }


@pytest.mark.parametrize("suite", CLEAN)
def test_the_same_packages_keep_the_contract_in_each_release(
    installations: dict[str, Installation], suite: str
) -> None:
    problem = installations[suite].problem()
    assert problem is None, problem
