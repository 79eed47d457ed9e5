from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import catalogue
from dropexec.compat.model import Evidence

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = catalogue()


class Root:
    """A root directory with a distribution, a su and what the package manager says of it."""

    def __init__(self, path: Path, release: str) -> None:
        self.path = path
        self.write("etc/os-release", release)

    def write(self, name: str, content: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def link(self, name: str, target: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).symlink_to(target)

    def dpkg(self, package: str, version: str, *files: str) -> None:
        self.write(f"var/lib/dpkg/info/{package}.list", "".join(f"{file}\n" for file in files))
        self.write("var/lib/dpkg/status", f"Package: {package}\nVersion: {version}\n")

    def identify(self, said: str = "") -> tuple[str, ...]:
        here = identify(KNOWN, self.path, lambda _: said)
        row = here.row
        return (
            row.distribution,
            row.release,
            row.implementation,
            row.version,
            here.claims.release.id,
            here.path,
        )


def test_a_distributions_own_build_has_the_distributions_own_evidence(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n")
    root.link("bin", "usr/bin")
    root.write("usr/bin/su", "ELF")
    root.dpkg("util-linux", "2.38.1-5+deb12u3", "/bin/su")
    here = identify(KNOWN, tmp_path, lambda _: "")
    assert (here.row.version, here.row.evidence, here.path, here.package) == (
        "2.38.1-5+deb12u3", Evidence.SOURCE, "/usr/bin/su", "util-linux",
    )  # fmt: skip
    assert "Packages file" in here.row.source


def test_another_build_is_reported_by_the_machine_itself(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\n")
    root.write("usr/bin/su", "ELF")
    root.dpkg("util-linux", "2.38.1-5+deb12u1", "/bin/su")
    here = identify(KNOWN, tmp_path, lambda _: "")
    assert (here.row.evidence, here.row.source) == (
        Evidence.REPORTED, "/var/lib/dpkg/status of this machine: util-linux 2.38.1-5+deb12u1",
    )  # fmt: skip


def test_a_link_to_a_multi_call_binary_is_that_binary(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=alpine\nVERSION_ID=3.22.1\n")
    root.write("bin/busybox", "ELF")
    root.link("bin/su", "/bin/busybox")
    root.write("lib/apk/db/installed", "P:busybox\nV:1.37.0-r18\nF:bin\nR:busybox\n")
    assert root.identify() == ("alpine", "3.22.1", "busybox-su", "1.37.0-r18", "all", "/bin/busybox")


def test_an_alternative_is_followed_to_the_package_that_ships_it(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=13\n")
    root.link("usr/bin/su", "/etc/alternatives/su")
    root.link("etc/alternatives/su", "/usr/lib/cargo/bin/su")
    root.write("usr/lib/cargo/bin/su", "ELF")
    root.dpkg("sudo-rs", "0.2.5-5", "/usr/lib/cargo/bin/su")
    assert root.identify()[2:] == ("sudo-rs-su", "0.2.5-5", "0.2", "/usr/lib/cargo/bin/su")


@pytest.mark.parametrize(
    ("content", "release"), [("ELF libpam.so.0", "relaxed-4.10"), ("ELF libc.so.6", "no-pam")]
)
def test_a_shadow_su_without_the_pam_library_is_a_build_of_its_own(
    tmp_path: Path, content: str, release: str
) -> None:
    root = Root(tmp_path, "ID=slackware\nVERSION_ID=15.0\n")
    root.write("bin/su", content)
    root.dpkg("shadow", "4.13-1", "/bin/su")
    assert root.identify()[4] == release


@pytest.mark.parametrize(("version", "release"), [("1:4.2-3", "4.2"), ("1:4.2-3+deb8u4", "cve")])
def test_a_security_build_is_told_from_the_one_before_it(tmp_path: Path, version: str, release: str) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=8\n")
    root.write("bin/su", "ELF libpam.so.0")
    root.dpkg("login", version, "/bin/su")
    assert root.identify()[4] == release


@pytest.mark.parametrize(
    ("said", "implementation", "version"),
    [
        ("su from util-linux 2.23.2\n", "util-linux-su", "2.23.2"),
        ("su (util-linux 2.22)\n", "util-linux-su", "2.22"),
        ("su (GNU coreutils) 8.4\nCopyright\n", "coreutils-su", "8.4"),
        (
            "su: unrecognized option '--version'\nBusyBox v1.36.1 (2024) multi-call binary.\n",
            "busybox-su",
            "1.36.1",
        ),
        ("toybox 0.8.9\n", "toybox-su", "0.8.9"),
        ("su-rs 0.2.5\n", "sudo-rs-su", "0.2.5"),
    ],
)
def test_a_su_of_no_package_is_asked_for_its_version(
    tmp_path: Path, said: str, implementation: str, version: str
) -> None:
    root = Root(tmp_path, "ID=homegrown\n")
    root.write("bin/su", "ELF")
    assert root.identify(said)[:4] == ("homegrown", "", implementation, version)


@pytest.mark.parametrize(
    ("release", "said", "version", "stretch"),
    [
        ("CentOS release 6.10 (Final)", "su (GNU coreutils) 8.4", "8.4-47.el6", "el6"),
        ("CentOS Linux release 7.9.2009 (Core)", "su from util-linux 2.23.2", "2.23.2-61.el7_7.1", "el7"),
    ],
)
def test_without_a_readable_database_the_distributions_row_tells_which_build_of_a_version_it_is(
    tmp_path: Path, release: str, said: str, version: str, stretch: str
) -> None:
    for name, content in {"etc/centos-release": release, "bin/su": "ELF"}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content)
    here = identify(KNOWN, tmp_path, lambda _: said)
    assert (here.row.version, here.claims.release.id, here.package) == (version, stretch, None)
    assert here.row.evidence is Evidence.REPORTED
    assert here.row.source.startswith("/bin/su --version of this machine, and ")


@pytest.mark.parametrize("said", ["", "su: invalid option\nUsage: su [options]\n"])
def test_a_su_that_nobody_knows_is_not_guessed(tmp_path: Path, said: str) -> None:
    root = Root(tmp_path, "ID=homegrown\n")
    root.write("bin/su", "ELF")
    with pytest.raises(
        UnidentifiedError, match=r"^/bin/su is no su that the catalogue knows \(package: None\)$"
    ):
        root.identify(said)


def test_a_release_outside_every_range_is_not_guessed(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=homegrown\n")
    root.write("bin/su", "ELF")
    with pytest.raises(
        UnidentifiedError, match=r"util-linux-su 2\.13, a release that the catalogue does not hold"
    ):
        root.identify("su from util-linux 2.13\n")


def test_a_machine_without_su_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnidentifiedError, match="there is no su on this machine"):
        Root(tmp_path, "ID=scratch\n").identify()


ELF = b"\x7fELF\2\1\1"


@pytest.mark.parametrize(
    ("content", "implementation", "version"),
    [
        (b"\0BusyBox v1.36.1 (Debian)\0", "busybox-su", "1.36.1"),
        (b"\0util-linux 2.41.1\0", "util-linux-su", "2.41.1"),
    ],
)
def test_a_file_that_says_otherwise_is_believed_before_the_package_database(
    tmp_path: Path, content: bytes, implementation: str, version: str
) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\n")
    root.write("usr/bin/su", "")
    (tmp_path / "usr/bin/su").write_bytes(ELF + content)
    root.dpkg("util-linux", "2.38.1-5+deb12u3", "/bin/su")
    assert root.identify()[2:4] == (implementation, version)


def test_a_file_that_says_what_the_package_database_says_is_of_that_package(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\n")
    root.write("usr/bin/su", "")
    (tmp_path / "usr/bin/su").write_bytes(ELF + b"\0util-linux 2.38.1\0")
    root.dpkg("util-linux", "2.38.1-5+deb12u3", "/bin/su")
    assert root.identify()[2:4] == ("util-linux-su", "2.38.1-5+deb12u3")


def test_a_file_of_a_project_in_another_projects_package_is_of_no_package(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=homegrown\n")
    root.write("usr/bin/su", "")
    (tmp_path / "usr/bin/su").write_bytes(ELF + b"\0util-linux 2.38.1\0")
    root.dpkg("my-su", "2.38.1-5+deb12u3", "/bin/su")
    assert root.identify()[2:4] == ("util-linux-su", "2.38.1")


def test_a_script_in_the_place_of_su_is_no_su(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\n")
    root.write("usr/bin/su", "#!/bin/sh\nexec /usr/bin/real-su\n")
    root.dpkg("util-linux", "2.38.1-5+deb12u3", "/usr/bin/su")
    with pytest.raises(
        UnidentifiedError, match=r"^/usr/bin/su is a script, and not what package util-linux installs$"
    ):
        root.identify()


def test_a_program_without_the_name_that_its_package_would_have_in_it_is_not_guessed(tmp_path: Path) -> None:
    root = Root(tmp_path, "ID=debian\nVERSION_ID=12\n")
    root.write("usr/bin/su", "")
    (tmp_path / "usr/bin/su").write_bytes(ELF + b"\0my own su\0")
    root.dpkg("util-linux", "2.38.1-5+deb12u3", "/usr/bin/su")
    with pytest.raises(UnidentifiedError, match="is no su that the catalogue knows"):
        root.identify()
