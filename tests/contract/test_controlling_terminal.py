"""--no-tty where the terminal is open elsewhere, /dev/tty is absent or the launcher leads the session."""

from __future__ import annotations

import fcntl
import functools
import os
import pty
import subprocess
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.launch import TARGET_PYTHON, Launcher

SHOW = (
    TARGET_PYTHON,
    "-IS",
    "-c",
    "import os; print(open('/proc/self/stat').read().rpartition(')')[2].split()[4])",
)
"""Prints the number of the controlling terminal, 0 for none (proc(5))."""


@pytest.fixture
def pair() -> Iterator[tuple[int, int]]:
    """A pseudo-terminal: the controller and the line."""
    controller, line = pty.openpty()
    yield controller, line
    os.close(controller)
    os.close(line)


def leader(line: int, standard: int | None = None, above: int | None = None) -> Callable[[], None]:
    """Return what makes a child lead a session on a terminal, and lets it pass as these descriptors."""

    def prepare() -> None:
        os.setsid()
        fcntl.ioctl(line, termios.TIOCSCTTY, 0)
        for number in (standard, above):
            if number is not None:
                os.dup2(line, number)

    return prepare


@pytest.mark.parametrize("options", [("--no-tty",), ("--no-tty", "--close-fds")])
@pytest.mark.parametrize("standard", [0, 2])
def test_the_leader_of_a_session_whose_terminal_passes_is_refused(
    launcher: Launcher, pair: tuple[int, int], standard: int, options: tuple[str, ...]
) -> None:
    """TIOCSCTTY gives it back to a session leader that still has it open (ioctl_tty(2))."""
    controller, line = pair
    prepare = leader(line, standard)
    outcome = launcher.run(*options, "dxuser", *SHOW, preexec_fn=prepare)
    assert outcome.status == 125
    text = outcome.stderr + (os.read(controller, 4096) if standard == 2 else b"")
    assert b"terminal" in text
    assert outcome.stdout == b""


def test_the_leader_of_a_session_whose_terminal_passes_above_2_is_refused(
    launcher: Launcher, pair: tuple[int, int]
) -> None:
    _, line = pair
    prepare = leader(line, above=40)
    message = launcher.run("--no-tty", "dxuser", *SHOW, preexec_fn=prepare, close_fds=False).refused()
    assert "terminal" in message


@pytest.mark.parametrize("options", [("--no-tty",), ("--no-tty", "--close-fds")])
def test_the_leader_of_a_session_whose_terminal_does_not_go_on_gives_it_up(
    launcher: Launcher, pair: tuple[int, int], options: tuple[str, ...]
) -> None:
    _, line = pair
    outcome = launcher.run(*options, "dxuser", *SHOW, preexec_fn=leader(line))
    assert (outcome.status, outcome.stdout) == (0, b"0\n")


@pytest.mark.parametrize("number", [0, 40])
def test_a_terminal_that_may_control_no_session_is_refused(
    launcher: Launcher, pair: tuple[int, int], number: int
) -> None:
    """A target that setsid(2) has made a session leader takes it with TIOCSCTTY: a shell on /dev/console."""
    _, line = pair
    prepare = functools.partial(os.dup2, line, number)
    message = launcher.run("--no-tty", "dxuser", *SHOW, preexec_fn=prepare, close_fds=False).refused()
    assert message == (
        f"cannot use --no-tty: descriptor {number} is a terminal other than the controlling one, "
        "so the target could take it; redirect it, or start without a terminal"
    )


def test_a_terminal_that_does_not_pass_is_no_reason_to_refuse(
    launcher: Launcher, pair: tuple[int, int]
) -> None:
    _, line = pair
    prepare = functools.partial(os.dup2, line, 40)
    options = ("--no-tty", "--close-fds")
    outcome = launcher.run(*options, "dxuser", *SHOW, preexec_fn=prepare, close_fds=False)
    assert (outcome.status, outcome.stdout) == (0, b"0\n")


@pytest.fixture
def without_tty() -> Iterator[None]:
    """A /dev that has no tty, as many a root has none."""
    subprocess.run(["/usr/bin/mv", "/dev/tty", "/dev/tty-away"], check=True)
    yield
    subprocess.run(["/usr/bin/mv", "/dev/tty-away", "/dev/tty"], check=True)


@pytest.mark.usefixtures("without_tty", "scratch_accounts")
def test_where_dev_tty_is_absent_a_terminal_above_2_is_given_up(
    launcher: Launcher, pair: tuple[int, int]
) -> None:
    """The launcher leads its process group, so that setsid(2) is refused, and not the session."""
    _, line = pair
    lead = leader(line, above=40)

    def prepare() -> None:
        lead()
        child = os.fork()
        if child:
            os.closerange(0, 40)
            os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        os.setpgid(0, 0)

    outcome = launcher.run("--no-tty", "dxuser", *SHOW, preexec_fn=prepare, close_fds=False)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, b"0\n", b"")


def test_the_device_is_the_tests_own(scratch_accounts: None) -> None:
    assert Path("/dev").is_mount()
