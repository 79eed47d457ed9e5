"""Who owns a file, as each package manager says it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dropexec.probe import package
from dropexec.probe.package import Package, owner_of


def answers(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> None:
    """Have each command line that is in `said` give that answer, and any other fail."""

    def ask(argv: Sequence[str], **_: object) -> str | None:
        return said.get(" ".join(argv))

    monkeypatch.setattr(package, "ask", ask)
    monkeypatch.setattr(package.os.path, "realpath", lambda path: path)  # type: ignore[attr-defined]


SEARCH = "dpkg-query --search /usr/bin/su /bin/su"
VERSION = "dpkg-query --show --showformat=${Version} "


@pytest.mark.parametrize(
    ("said", "owner"),
    [
        (
            {SEARCH: "util-linux: /usr/bin/su\n", VERSION + "util-linux": "2.41-5"},
            Package("util-linux", "2.41-5"),
        ),
        # Before /usr was merged in the packages, dpkg knew the file by its old name.
        (
            {SEARCH: "util-linux: /bin/su\n", VERSION + "util-linux": "2.38.1-5+deb12u3"},
            Package("util-linux", "2.38.1-5+deb12u3"),
        ),
        (
            {
                SEARCH: "diversion by x from: /usr/bin/su\nlibc:amd64, y: /usr/bin/su\n",
                VERSION + "libc:amd64": "1",
            },
            Package("libc", "1"),
        ),
        (
            {"rpm -qf --queryformat %{NAME} %{VERSION}-%{RELEASE} /usr/bin/su": "util-linux 2.37.4-18.el9"},
            Package("util-linux", "2.37.4-18.el9"),
        ),
        (
            {"apk info --who-owns /usr/bin/su": "/usr/bin/su is owned by busybox-suid-1.36.1-r29\n"},
            Package("busybox-suid", "1.36.1-r29"),
        ),
        (
            {"pacman -Qo /usr/bin/su": "/usr/bin/su is owned by util-linux 2.40.1-1\n"},
            Package("util-linux", "2.40.1-1"),
        ),
        ({}, None),
    ],
)
def test_owner(monkeypatch: pytest.MonkeyPatch, said: dict[str, str], owner: Package | None) -> None:
    answers(monkeypatch, said)
    assert owner_of("/usr/bin/su") == owner


def test_a_package_is_written_by_name_and_version() -> None:
    assert str(Package("util-linux", "2.38.1-5")) == "util-linux 2.38.1-5"


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
    assert Package("x", version).upstream == upstream
