"""--no-tty: no way to push input into the caller's terminal, and still no fork."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import termios
from collections.abc import Callable

import pytest

from tests.contract.launch import TARGET_PYTHON, Launcher
from tests.lab.seccomp import Refusal

PUSH = """
import fcntl, termios, os
try:
    fcntl.ioctl(0, termios.TIOCSTI, b"x"); print("pushed")
except OSError as error:
    print("refused")
print(os.getpid(), os.getsid(0), os.getpgrp())
try:
    os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)); print("terminal")
except OSError:
    print("none")
"""
# What the launcher is on its terminal: the leader of the session, of a process group only, or neither.
AS_SESSION_LEADER = 'exec "$@"'
AS_GROUP_LEADER = (
    "import os,sys\npid=os.fork()\n"
    "if pid: sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid,0)[1]))\n"
    "os.setpgid(0,0)\nos.execv(sys.argv[1],sys.argv[1:])"
)
AS_MEMBER = (
    "import os,sys\npid=os.fork()\n"
    "if pid: sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid,0)[1]))\n"
    "os.execv(sys.argv[1],sys.argv[1:])"
)
ROLES = {
    "session leader": ("/bin/sh", "-c", AS_SESSION_LEADER, "sh"),
    "group leader": (TARGET_PYTHON, "-IS", "-c", AS_GROUP_LEADER),
    "member": (TARGET_PYTHON, "-IS", "-c", AS_MEMBER),
}


def on_a_terminal(argv: list[str], prepare: Callable[[], None] = lambda: None) -> tuple[int, list[str]]:
    """Run a command as the leader of a session on a terminal of its own; return its status and its lines."""
    pid, controller = pty.fork()
    if pid == 0:
        prepare()
        os.execve(argv[0], argv, {})
    output = b""
    try:
        while select.select([controller], [], [], 60)[0]:
            try:
                data = os.read(controller, 4096)
            except OSError:
                break
            if not data:
                break
            output += data
        _, status = os.waitpid(pid, 0)
    finally:
        os.close(controller)
    return os.waitstatus_to_exitcode(status), output.decode().split("\r\n")


@pytest.mark.parametrize("role", ["group leader", "member"])
def test_the_target_cannot_push_input_into_the_terminal(launcher: Launcher, role: str) -> None:
    status, lines = on_a_terminal(
        [*ROLES[role], *launcher.argv, "--no-tty", "dxuser", TARGET_PYTHON, "-IS", "-c", PUSH]
    )
    assert status == 0, lines
    assert [line for line in lines if line in ("pushed", "refused", "none", "terminal")] == [
        "refused",
        "none",
    ]


def test_a_session_leader_that_keeps_a_terminal_open_is_refused(launcher: Launcher) -> None:
    """The target could take it back with TIOCSCTTY."""
    words = [*ROLES["session leader"], *launcher.argv, "--no-tty", "dxuser", "/bin/true"]
    message = (
        "dropexec: cannot use --no-tty: this process leads its session and descriptor 0 is a "
        "terminal, so the target could take it back; redirect it, or start without a terminal"
    )
    assert on_a_terminal(words) == (125, [message, ""])


def test_the_master_of_a_pseudo_terminal_is_refused(launcher: Launcher) -> None:
    """tcgetpgrp(3) answers for any master, not for the controlling terminal alone; TIOCSCTTY takes it."""
    master, slave = os.openpty()
    try:
        message = launcher.run("--no-tty", "dxuser", "/bin/true", pass_fds=(master,)).refused()
    finally:
        os.close(master)
        os.close(slave)
    assert message == (
        f"cannot use --no-tty: descriptor {master} is a terminal other than the controlling one, "
        "so the target could take it; redirect it, or start without a terminal"
    )


REFUSED_QUESTIONS = {
    "TCGETS": (
        Refusal("ioctl", errno.EPERM, {1: termios.TCGETS}),
        "cannot tell whether descriptor 0 is a terminal: Operation not permitted",
    ),
    "getsid": (
        Refusal("getsid", errno.EPERM),
        "cannot tell the session of this process: Operation not permitted",
    ),
    "getpid": (Refusal("getpid", errno.EPERM), "cannot tell the PID of this process: getpid(2) failed"),
}


@pytest.mark.parametrize("call", REFUSED_QUESTIONS)
def test_a_question_about_the_terminal_that_is_refused_is_no_answer(launcher: Launcher, call: str) -> None:
    refusal, message = REFUSED_QUESTIONS[call]
    words = [*ROLES["member"], *launcher.argv, "--no-tty", "dxuser", "/bin/true"]
    status, lines = on_a_terminal(words, refusal.install)
    assert (status, lines[0]) == (125, f"dropexec: {message}"), lines


def test_without_the_option_the_terminal_is_kept(launcher: Launcher) -> None:
    status, lines = on_a_terminal(
        [*ROLES["member"], *launcher.argv, "dxuser", TARGET_PYTHON, "-IS", "-c", PUSH]
    )
    assert status == 0
    assert "terminal" in lines


def test_without_a_terminal_it_does_nothing_but_a_session(launcher: Launcher) -> None:
    outcome = launcher.run("--no-tty", "dxuser", *launcher.report)
    assert (outcome.report["pid"], outcome.report["sid"], outcome.report["terminal"]) == (
        outcome.pid,
        outcome.pid,
        False,
    )


def test_the_leader_of_a_session_without_terminal_stays_as_it_is(launcher: Launcher) -> None:
    outcome = launcher.run("--no-tty", "dxuser", *launcher.report, start_new_session=True)
    assert (outcome.report["pid"], outcome.report["sid"], outcome.report["terminal"]) == (
        outcome.pid,
        outcome.pid,
        False,
    )


def test_tiocsti_works_here_at_all() -> None:
    """Otherwise the tests above could not fail (dev.tty.legacy_tiocsti, since Linux 6.2)."""
    pid, controller = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSTI, b"x")
            os._exit(0)
        except OSError:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    os.close(controller)
    assert os.waitstatus_to_exitcode(status) == 0
