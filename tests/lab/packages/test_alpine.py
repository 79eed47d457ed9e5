"""The APKBUILD: its functions run as by abuild, which is as a user, with a musl compiler and busybox."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.lab.packages import build
from tests.native.toolchain import need

pytestmark = [pytest.mark.root, pytest.mark.lab]

#: What abuild(1) does around the functions. amove takes paths of the package into the subpackage.
ABUILD = """
set -eu
. ./APKBUILD
srcdir=$PWD/src builddir=$PWD/src/$pkgname-$pkgver pkgdir=$PWD/pkg/$pkgname subpkgdir=
export CC=musl-gcc CFLAGS="-Os -fstack-clash-protection -Wformat -Werror=format-security" CPPFLAGS=
export LDFLAGS="-Wl,--as-needed,-O1,--sort-common"
amove() {
    for path; do
        mkdir -p "$subpkgdir/${path%/*}"
        mv "$pkgdir/$path" "$subpkgdir/$path"
    done
}
echo "$sha512sums" | sed '/^$/d' | sha512sum -c >&2
mkdir -p "$srcdir" "$pkgdir"
tar -x -C "$srcdir" -f "$source"
cd "$builddir"
build >&2
check >&2
package >&2
for subpackage in $subpackages; do
    case $subpackage in
    *:*)
        subpkgname=${subpackage%%:*} function=${subpackage#*:}
        subpkgdir=$PWD/../../pkg/$subpkgname
        mkdir -p "$subpkgdir"
        "${function%%:*}" >&2
        ;;
    esac
done
echo "$pkgname-$pkgver" "$arch" "$license"
"""

DROPEXEC = {
    "usr/bin/dropexec",
    "usr/share/bash-completion/completions/dropexec",
    "usr/share/bash-completion/completions/dropexecctl",
    "usr/share/fish/vendor_completions.d/dropexec.fish",
    "usr/share/fish/vendor_completions.d/dropexecctl.fish",
    "usr/share/man/man1/dropexec.1",
    *(f"usr/share/man/{page}" for page in build.PAGES),
    "usr/share/zsh/site-functions/_dropexec",
    "usr/share/zsh/site-functions/_dropexecctl",
}
"""Manual pages and completions are in here before abuild gives each kind a package of its own."""


@pytest.fixture(scope="module")
def built(pytestconfig: pytest.Config) -> Iterator[Path]:
    """What nobody built from what packaging/alpine/build wrote: the directory with src and pkg."""
    need("musl-gcc")
    busybox = need("busybox")
    with tempfile.TemporaryDirectory(prefix="dropexec-alpine-") as scratch:
        directory = Path(scratch)
        directory.chmod(0o755)
        made = build.made(pytestconfig, "alpine", directory / "made") / "alpine"
        aports = Path(shutil.copytree(made, directory / "aports"))
        for path in (aports, *aports.iterdir()):
            shutil.chown(path, 65534, 65534)
        # Before PATH's, busybox's own tools are used, as on Alpine.
        done = subprocess.run(
            [busybox, "sh", "-c", ABUILD],
            cwd=aports,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=65534,
            group=65534,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, f"dropexec-{VERSION} all MIT\n"), done.stderr
        yield aports


def files(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def test_the_launcher_is_linked_with_musl_and_becomes_the_user(built: Path) -> None:
    launcher = built / "pkg/dropexec/usr/bin/dropexec"
    said = [
        subprocess.run([launcher, *words], capture_output=True, text=True, check=True).stdout
        for words in (["--version"], ["nobody", "id", "-un"])
    ]
    assert said == [f"dropexec {VERSION} (native, musl)\n", "nobody\n"]


def test_the_package_has_the_launcher_pages_and_completions(built: Path) -> None:
    found = files(built / "pkg/dropexec")
    examples = {path for path in found if path.startswith("usr/share/doc/dropexec/examples/")}
    assert examples
    assert found - examples == DROPEXEC


def test_the_subpackage_has_the_application(built: Path) -> None:
    found = files(built / "pkg/dropexecctl")
    modules = {path for path in found if path.startswith("usr/share/dropexecctl/dropexec/")}
    assert found - modules == {"usr/bin/dropexecctl"}
    assert {path.rpartition(".")[2] for path in modules} == {"py", "typed", "toml", "json", "css"}
