"""The line that says what a machine lacks for the tests."""

from __future__ import annotations

import pytest

from tests import skips


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([], None),
        (["tracefs is not available"], "1 skipped; -rs has the reasons"),
        (
            ["Skipped: needs mandoc", "Skipped: podman is not installed", "needs mandoc"],
            "3 skipped: mandoc, podman: apt-get install mandoc podman; -rs has every reason",
        ),
        (
            ["redis-server is not installed: apt-get install redis-server", "needs setcap"],
            "2 skipped: redis-server, setcap: apt-get install libcap2-bin redis-server; -rs has every reason",
        ),
        (
            ["gcc is not installed: apt-get install gcc libc6-dev"],
            "1 skipped: gcc: apt-get install gcc libc6-dev; -rs has every reason",
        ),
        (
            ["/bin/mksh is not installed", "/tmp/shells-1/ash is not installed"],
            "2 skipped: mksh, ash: apt-get install busybox mksh; -rs has every reason",
        ),
        (
            ["/usr/share/bash-completion/bash_completion is not installed"],
            "1 skipped: bash_completion: apt-get install bash-completion; -rs has every reason",
        ),
        (
            ["needs qemu-aarch64", "needs ziglang"],
            "2 skipped: qemu-aarch64, ziglang: apt-get install qemu-user; -rs has every reason",
        ),
        (
            ["not installed: sudo, gosu", "toybox-su is not installed"],
            "2 skipped: sudo, toybox-su: apt-get install sudo toybox; -rs has every reason",
        ),
        (["su-exec is not installed"], "1 skipped: su-exec; -rs has every reason"),
    ],
)
def test_one_line_names_what_is_missing_and_how_to_get_it(reasons: list[str], line: str | None) -> None:
    assert skips.summary(reasons) == line
