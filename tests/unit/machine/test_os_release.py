from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find_row
from dropexec.machine.os_release import System, parse, read_system

if TYPE_CHECKING:
    from pathlib import Path

RELEASES = {
    "debian": ('ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n', "debian:12"),
    "sid": ('PRETTY_NAME="Debian GNU/Linux forky/sid"\nID=debian\n', "debian:sid"),
    "ubuntu": ('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nUBUNTU_CODENAME=jammy\n', "ubuntu:22.04"),
    "mint": ('ID=mint\nID_LIKE="ubuntu debian"\nVERSION_ID="21"\nUBUNTU_CODENAME=jammy\n', "ubuntu:22.04"),
    "lmde": ('ID=linuxmint\nID_LIKE=debian\nVERSION_ID="6"\nDEBIAN_CODENAME=bookworm\n', "debian:12"),
    "raspbian": ('ID=raspbian\nID_LIKE=debian\nVERSION_ID="11"\nVERSION_CODENAME=bullseye\n', "debian:11"),
    "rocky": ('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\n', "rocky:9"),
    "oracle": ('ID="ol"\nVERSION_ID="8.10"\n', "ol:8"),
    "scientific": ('ID="scientific"\nID_LIKE="rhel centos fedora"\nVERSION_ID="7.9"\n', "rhel:7"),
    "amazon": ('ID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\n', "amzn:2023"),
    "leap": ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.6"\n', "opensuse-leap:15.6"),
    "tumbleweed": ('ID="opensuse-tumbleweed"\nVERSION_ID="20260801"\n', "opensuse-tumbleweed:rolling"),
    "arch": ("ID=arch\n", "arch:rolling"),
    "manjaro": ("ID=manjaro\nID_LIKE=arch\n", "arch:rolling"),
    "alpine": ("ID=alpine\nVERSION_ID=3.20.3\n", "alpine:3.20"),
    "unknown": ("ID=plan9\nVERSION_ID=4\n", None),
    "derivative without a codename": ("ID=kali\nID_LIKE=debian\nVERSION_ID=2026.1\n", None),
}  # fmt: skip


@pytest.mark.parametrize("name", RELEASES)
def test_a_distribution_or_its_parent_is_found_by_os_release(tmp_path: Path, name: str) -> None:
    text, expected = RELEASES[name]
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text(text)
    row = find_row(catalogue(), read_system(tmp_path))
    assert (row and f"{row.distribution}:{row.release}") == expected


def test_a_system_older_than_os_release_is_read_by_its_release_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/centos-release").write_text("CentOS release 6.10 (Final)\n")
    system = read_system(tmp_path)
    assert (system.id, system.version) == ("centos", "6.10")
    row = find_row(catalogue(), system)
    assert row is not None
    assert (row.distribution, row.release, row.implementation) == ("centos", "6", "coreutils-su")


@pytest.mark.parametrize("file", ["etc/os-release", "usr/lib/os-release"])
def test_the_callers_environment_names_no_other_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text("ID=debian\nVERSION_ID=12\n")
    (tmp_path / "forged").mkdir()
    (tmp_path / "forged/os-release").write_text("ID=forged\n")
    monkeypatch.setenv("UNIXCONFDIR", str(tmp_path / "forged"))
    assert read_system(tmp_path) == System("debian", "12", (), ())


ALPINE = """\
# a comment=1
NAME="Alpine Linux"
ID=alpine
VERSION_ID='3.20.1'
PRETTY_NAME="Alpine \\"Linux\\" v3.20"
EMPTY=
BROKEN="no end
not a line
"""


def test_os_release_is_read_as_a_shell_would() -> None:
    assert parse(ALPINE) == {
        "NAME": "Alpine Linux",
        "ID": "alpine",
        "VERSION_ID": "3.20.1",
        "PRETTY_NAME": 'Alpine "Linux" v3.20',
        "EMPTY": "",
    }


def test_a_root_without_any_release_file_is_some_linux(tmp_path: Path) -> None:
    assert read_system(tmp_path) == System("linux", "", (), ())


def test_links_stay_in_the_root_and_a_fifo_is_passed_over(tmp_path: Path) -> None:
    for directory in ("etc", "usr/lib", "opt"):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / "opt/release").write_text("ID=made-up\n", encoding="utf-8")
    (tmp_path / "etc/os-release").symlink_to("/opt/release")
    assert read_system(tmp_path).id == "made-up"
    (tmp_path / "opt/release").unlink()
    os.mkfifo(tmp_path / "opt/release")
    (tmp_path / "usr/lib/os-release").write_text("ID=other\n", encoding="utf-8")
    assert read_system(tmp_path).id == "other"
