"""SHELL is a shell: an account whose shell is a placeholder gets /bin/sh (nologin(8), shells(5))."""

from __future__ import annotations

import pytest

from tests.contract.etc import Etc
from tests.contract.launch import Launcher

PLACEHOLDERS = [
    f"{directory}{name}"
    for directory in ("/sbin/", "/usr/sbin/", "/bin/", "/usr/bin/", "/nix/store/x/bin/", "")
    for name in ("nologin", "false", "true")
]


@pytest.mark.parametrize("shell", [*PLACEHOLDERS, "/dev/null", ""])
def test_a_placeholder_shell_is_bin_sh(launcher: Launcher, etc: Etc, shell: str) -> None:
    etc.add("passwd", f"dxshell:x:5301:5301::/home/x:{shell}".encode())
    assert launcher.reported("dxshell:5301")["environment"]["SHELL"] == "/bin/sh"
    assert (
        launcher.reported("-E", "dxshell:5301", env={"SHELL": "/bin/zsh"})["environment"]["SHELL"]
        == "/bin/sh"
    )


@pytest.mark.parametrize(
    "shell", ["/bin/bash", "/bin/nologin-not", "/opt/false/bin/fish", "/dev/null/sh", "/bin/truesh"]
)
def test_any_other_shell_stays(launcher: Launcher, etc: Etc, shell: str) -> None:
    etc.add("passwd", f"dxshell:x:5301:5301::/home/x:{shell}".encode())
    assert launcher.reported("dxshell:5301")["environment"]["SHELL"] == shell


def test_a_shell_that_is_kept_by_name_stays_as_it_is(launcher: Launcher, etc: Etc) -> None:
    etc.add("passwd", b"dxshell:x:5301:5301::/home/x:/sbin/nologin")
    caller = {"SHELL": "/usr/sbin/nologin"}
    found = launcher.reported("--preserve-env=SHELL", "dxshell:5301", env=caller)
    assert found["environment"]["SHELL"] == "/usr/sbin/nologin"
