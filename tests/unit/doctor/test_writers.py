"""Who besides root may change what a path leads to."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from dropexec.doctor.writers import find

pytestmark = pytest.mark.root

NOBODY = 0xFFFFFFFF


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with /opt/app/bin/tool, which nobody but root may change."""
    (tmp_path / "opt/app/bin").mkdir(parents=True)
    for directory in (tmp_path, tmp_path / "opt", tmp_path / "opt/app", tmp_path / "opt/app/bin"):
        directory.chmod(0o755)
    (tmp_path / "opt/app/bin/tool").write_text("x", encoding="ascii")
    (tmp_path / "opt/app/bin/tool").chmod(0o755)
    return tmp_path


def test_roots_own_file_in_roots_own_directories_is_nobody_elses(root: Path) -> None:
    assert list(find(root, "/opt/app/bin/tool")) == []


@pytest.mark.parametrize(
    ("place", "mode", "expected"),
    [
        ("opt/app/bin/tool", 0o757, ["everybody may write /opt/app/bin/tool"]),
        ("opt/app/bin", 0o777, ["everybody may write the directory /opt/app/bin"]),
        ("opt/app/bin", 0o1777, ["everybody may write the directory /opt/app/bin"]),
        ("opt", 0o777, ["everybody may write the directory /opt"]),
        ("opt", 0o1777, []),
        ("opt/app/bin/tool", 0o775, []),
    ],
)
def test_modes_count_of_the_file_and_of_each_directory(
    root: Path, place: str, mode: int, expected: list[str]
) -> None:
    (root / place).chmod(mode)
    assert list(find(root, "/opt/app/bin/tool")) == expected


def test_owners_and_groups_count(root: Path) -> None:
    os.chown(root / "opt/app/bin/tool", 54321, 0)
    os.chown(root / "opt/app", 0, 54322)
    (root / "opt/app").chmod(0o775)
    assert list(find(root, "/opt/app/bin/tool")) == [
        "group 54322 may write the directory /opt/app",
        "its owner uid 54321 may write /opt/app/bin/tool",
    ]
    assert list(find(root, "/opt/app/bin/tool", trusted=(0, 54321))) == [
        "group 54322 may write the directory /opt/app"
    ]


def test_links_are_followed_inside_the_root_and_their_directories_count(root: Path) -> None:
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin").chmod(0o777)
    (root / "usr").chmod(0o755)
    (root / "usr/bin/tool").symlink_to("/opt/app/bin/../bin/tool")
    (root / "opt/app/bin/tool").chmod(0o757)
    assert list(find(root, "/usr/bin/tool")) == [
        "everybody may write the directory /usr/bin",
        "everybody may write /opt/app/bin/tool",
    ]


def test_a_strangers_link_in_a_sticky_directory_counts(root: Path) -> None:
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)
    (root / "tmp/app").symlink_to("/opt/app")
    assert list(find(root, "/tmp/app/bin/tool")) == []
    os.chown(root / "tmp/app", 54321, 0, follow_symlinks=False)
    assert list(find(root, "/tmp/app/bin/tool")) == ["everybody may write the directory /tmp"]


#: (tag, permission, id): the owner, uid 54321, the owning group, the mask, others (linux/posix_acl_xattr.h).
ACL = ((1, 7, NOBODY), (2, 6, 54321), (4, 5, NOBODY), (0x10, 7, NOBODY), (0x20, 5, NOBODY))


def test_an_access_control_list_counts(root: Path) -> None:
    value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in ACL)
    try:
        os.setxattr(root / "opt/app/bin/tool", "system.posix_acl_access", value)
    except OSError as error:
        pytest.skip(f"this file system has no access control lists: {error.strerror}")
    assert list(find(root, "/opt/app/bin/tool")) == [
        "uid 54321, by an access control list, may write /opt/app/bin/tool"
    ]


def test_a_loop_of_links_and_a_missing_file_are_errors(root: Path) -> None:
    (root / "opt/loop").symlink_to("loop")
    for path in ("/opt/loop", "/opt/none"):
        with pytest.raises(OSError, match=r"too many|No such file"):
            list(find(root, path))
