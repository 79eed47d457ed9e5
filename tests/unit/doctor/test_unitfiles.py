"""What the unit files of a root say."""

from __future__ import annotations

import os

import pytest

from dropexec.doctor.unitfiles import expand, settings
from tests.unit.doctor.tree import Tree


def test_the_first_file_of_a_name_hides_the_others_and_drop_ins_add(tree: Tree) -> None:
    tree.write("usr/lib/systemd/system/a.service", "[Service]\nUser=packaged\nPIDFile=/run/a.pid\n")
    tree.write("etc/systemd/system/a.service", "[Service]\nUser = admin\nExecStart=/bin/a \\\n  b\n")
    tree.write("etc/systemd/system/a.service.d/x.conf", "[Service]\nUser=drop-in\n# User=comment\n")
    tree.write("lib/systemd/system/a.service.d/y.conf", "[Service]\nUser=other\n")
    tree.write("lib/systemd/system/a.socket", "[Socket]\nUser=none\n")
    assert sorted(settings(tree.root, "User", "PIDFile", "ExecStart")) == [
        ("a.service", "ExecStart", "/bin/a    b"),
        ("a.service", "User", "admin"),
        ("a.service", "User", "drop-in"),
        ("a.service", "User", "other"),
    ]


def test_links_stay_inside_the_root(tree: Tree) -> None:
    tree.write("opt/a.service", "[Service]\nUser=inside\n")
    tree.write("etc/systemd/system/b.service", "")
    (tree.root / "etc/systemd/system/a.service").symlink_to("/opt/a.service")
    (tree.root / "etc/systemd/system/c.service").symlink_to("/dev/null")
    assert list(settings(tree.root, "User")) == [("a.service", "User", "inside")]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("/run/%n", "a.service", "/run/a.service"),
        ("%t/%N.pid", "a@b.service", "/run/a@b.pid"),
        ("/run/%p/%i.pid", "a@b.service", "/run/a/b.pid"),
        ("/run/%i.pid", "a@.service", None),
        ("/run/%H.pid", "a.service", None),
        ("100%%", "a.service", "100%"),
        ("%", "a.service", None),
    ],
)
def test_specifiers_that_the_name_settles_are_expanded(value: str, unit: str, expected: str | None) -> None:
    assert expand(value, unit) == expected


def test_a_fifo_is_no_unit(tree: Tree) -> None:
    (tree.root / "etc/systemd/system").mkdir(parents=True)
    os.mkfifo(tree.root / "etc/systemd/system/x.service")
    assert list(settings(tree.root, "User")) == []
