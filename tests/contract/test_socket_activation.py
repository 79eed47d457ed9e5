"""--close-fds and LISTEN_FDS: only what is open is kept, and what is claimed and not open is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.contract.launch import Launcher

CLAIM = 'LISTEN_PID=$$ LISTEN_FDS={} exec "$@"'


def claiming(count: str, opened: str = "") -> tuple[str, ...]:
    """Return the words that start a command with that many descriptors claimed for it."""
    return ("/bin/sh", "-c", f"{opened} {CLAIM.format(count)}", "sh")


@pytest.mark.parametrize("count", ["2", "99999999", "2147483647", "4294967295"])
def test_descriptors_that_are_claimed_and_not_open_are_an_error(launcher: Launcher, count: str) -> None:
    before = claiming(count, "exec 3</dev/zero;")
    message = launcher.run("--close-fds", "dxuser", "/bin/true", before=before).refused()
    assert "LISTEN_FDS" in message


@pytest.mark.parametrize("count", ["-1", "x", "", "1x", "99999999999999999999", "0"])
def test_a_count_that_is_none_keeps_nothing(launcher: Launcher, count: str) -> None:
    before = claiming(f"'{count}'", "exec 3</dev/zero;")
    assert (
        "/dev/zero" not in launcher.reported("--close-fds", "dxuser", before=before)["descriptors"].values()
    )


def test_what_is_claimed_and_open_is_kept(launcher: Launcher) -> None:
    before = claiming("2", "exec 3</dev/zero 4</dev/full 5</dev/zero;")
    found = launcher.reported("--close-fds", "dxuser", before=before)["descriptors"]
    assert {name: path for name, path in found.items() if path.startswith("/dev/") and int(name) > 2} == {
        "3": "/dev/zero",
        "4": "/dev/full",
    }


def test_without_close_fds_a_claim_is_not_looked_at(launcher: Launcher) -> None:
    assert launcher.run("dxuser", "/bin/true", before=claiming("99999999")).status == 0


def test_another_processes_claim_counts_for_nothing(launcher: Launcher, world: Path) -> None:
    environment = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "99999999"}
    assert launcher.run("--close-fds", "dxuser", "/bin/true", env=environment).status == 0
