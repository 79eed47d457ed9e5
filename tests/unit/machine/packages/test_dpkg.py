from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dropexec.machine.packages import Package, dpkg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    info = tmp_path / "var/lib/dpkg/info"
    info.mkdir(parents=True)
    (info / "login.list").write_text("/.\n/usr\n/bin/login\n/usr/share/doc/su\n")
    (info / "util-linux.list").write_text("/.\n/bin\n/bin/su\n/usr/bin/superfluous\n")
    (info / "libsu:amd64.list").write_text("/usr/lib/libsu.so\n")
    (info / "gone.list").write_text("/usr/bin/gone\n")
    (tmp_path / "var/lib/dpkg/status").write_text(
        "Package: login\nVersion: 1:4.13-1\n\n"
        "Package: util-linux\nDescription: tools\n Version: 9\nVersion: 2.38.1-5\n\n"
        "Package: libsu\nArchitecture: i386\nVersion: 1-1\n\n"
        "Package: libsu\nArchitecture: amd64\nVersion: 1-2\n"
    )
    return tmp_path


@pytest.mark.parametrize("path", ["/bin/su", "/usr/bin/su"])
def test_a_file_is_found_by_its_name_before_and_after_the_merge_of_usr(root: Path, path: str) -> None:
    assert dpkg.owner(root, path) == Package("util-linux", "2.38.1-5", "/var/lib/dpkg/status")


def test_the_version_is_that_of_the_packages_own_architecture(root: Path) -> None:
    found = dpkg.owner(root, "/usr/lib/libsu.so")
    assert found is not None
    assert (found.name, found.version) == ("libsu", "1-2")


@pytest.mark.parametrize("path", ["/usr/bin/super", "/share/doc/su", "/usr/bin/gone"])
def test_a_part_of_a_name_or_a_package_without_a_version_is_no_owner(root: Path, path: str) -> None:
    assert dpkg.owner(root, path) is None


def test_a_root_without_the_database_has_no_owner(tmp_path: Path) -> None:
    assert dpkg.owner(tmp_path, "/bin/su") is None
