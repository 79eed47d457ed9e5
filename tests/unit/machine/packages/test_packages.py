from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.machine.packages import Package, owner

DPKG = {
    "var/lib/dpkg/info/util-linux.list": "/.\n/bin/su\n",
    "var/lib/dpkg/status": "Package: util-linux\nArchitecture: amd64\nVersion: 2.38.1-5+deb12u3\n",
}
APK = {"lib/apk/db/installed": "P:busybox-suid\nV:1.36.1-r29\nF:usr/bin\nR:su\n"}
PACMAN = {
    "var/lib/pacman/local/util-linux-2.40.1-1/files": "%FILES%\nusr/bin/\nusr/bin/su\n",
    "var/lib/pacman/local/util-linux-2.40.1-1/desc": "%NAME%\nutil-linux\n\n%VERSION%\n2.40.1-1\n",
}


def _lay_out(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)


@pytest.mark.parametrize(
    ("files", "package"),
    [
        (DPKG, Package("util-linux", "2.38.1-5+deb12u3", "/var/lib/dpkg/status")),
        (APK, Package("busybox-suid", "1.36.1-r29", "/lib/apk/db/installed")),
        (PACMAN, Package("util-linux", "2.40.1-1", "/var/lib/pacman/local")),
        ({}, None),
    ],
)
def test_the_manager_whose_database_lists_the_file_tells_its_package(
    tmp_path: Path, files: dict[str, str], package: Package | None
) -> None:
    _lay_out(tmp_path, files)
    assert owner(tmp_path, "/usr/bin/su") == package
    assert owner(tmp_path, "/usr/bin/sum") is None


def test_a_directory_of_the_same_name_is_not_the_file(tmp_path: Path) -> None:
    _lay_out(tmp_path, PACMAN)
    assert owner(tmp_path, "/usr/bin") is None


def test_a_package_is_written_by_name_and_version() -> None:
    assert str(Package("util-linux", "2.38.1-5", "")) == "util-linux 2.38.1-5"


@pytest.mark.parametrize(
    ("version", "upstream"),
    [
        ("2.1.2-54", "2.1.2"),
        ("1:0.76-8.1", "0.76"),
        ("6.8.2-1+b1", "6.8.2"),
        ("1.36.1", "1.36.1"),
        ("1:1.36.1", "1.36.1"),
        ("2.11.3.2-1", "2.11.3.2"),
        ("1.9.5p2-3-2", "1.9.5p2-3"),
    ],
)
def test_the_upstream_version_has_no_epoch_and_no_revision(version: str, upstream: str) -> None:
    assert Package("x", version, "").upstream == upstream
