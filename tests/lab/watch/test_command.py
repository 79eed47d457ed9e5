"""A command that watch runs: its status, the signals for it, a terminal's ^C."""

from __future__ import annotations

import os
import pty
import signal
import subprocess

import pytest

from tests.lab.collection import PROJECT
from tests.lab.process import ENVIRONMENT
from tests.lab.watch.child import Child
from tests.lab.watch.watcher import COMMAND

TRAP = "trap 'echo got INT' INT; trap 'exit 7' TERM; echo ready $$; while :; do sleep 0.1; done"


@pytest.mark.parametrize(
    ("script", "status"), [("exit 3", 3), ("kill -TERM $$", 143), ("kill -KILL $$", 137), (":", 0)]
)
def test_the_status_is_the_commands(script: str, status: int) -> None:
    argv = [*COMMAND, "--", "sh", "-c", script]
    done = subprocess.run(argv, cwd=PROJECT, env=ENVIRONMENT, check=False, stdout=subprocess.DEVNULL)
    assert done.returncode == status


def test_the_command_goes_on_under_watch_when_the_output_fails() -> None:
    argv = [*COMMAND, "--", "sh", "-c", "trap : USR1; kill -USR1 $$; exec 1>&-; sleep 0.1; exit 7"]
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(
            argv, cwd=PROJECT, env=ENVIRONMENT, check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    why = "No space left on device; sh runs on, with signals passed on to it"
    assert (done.returncode, done.stderr) == (7, f"dropexecctl: cannot go on watching: {why}\n")


@pytest.mark.parametrize("options", [(), ("--for", "0.1s")])
def test_a_signal_to_watch_is_passed_on_while_it_watches_and_after(options: tuple[str, ...]) -> None:
    with Child([*COMMAND, *options, "--", "sh", "-c", TRAP], cwd=PROJECT) as watch:
        watch.line("ready")
        if options:
            watch.line("20")  # that the time is over
        os.kill(watch.pid, signal.SIGTERM)
        assert watch.wait().status == 7


def test_a_control_c_reaches_the_command_once() -> None:
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(PROJECT)
        os.execve(COMMAND[0], [*COMMAND, "--signal", "USR2", "--", "sh", "-c", TRAP], ENVIRONMENT)
    output = b""
    while b"ready" not in output:
        output += os.read(master, 1000)
    os.write(master, b"\x03")
    while b"got INT" not in output:
        output += os.read(master, 1000)
    os.kill(pid, signal.SIGTERM)
    while True:
        try:
            output += os.read(master, 1000)
        except OSError:  # the terminal's other end is closed
            break
    _, status = os.waitpid(pid, 0)
    os.close(master)
    assert (os.waitstatus_to_exitcode(status), output.count(b"got INT")) == (7, 1)
