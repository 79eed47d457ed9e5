"""Whatever happens to the probe itself, nothing that it started is left."""

from __future__ import annotations

import glob
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

pytestmark = [pytest.mark.root, pytest.mark.lab]

DEADLINE = 60.0
PROBE = "from dropexec.ctl.probe import command; command()"


@pytest.fixture
def scratch() -> Iterator[str]:
    """A directory for temporary files that is this test's alone."""
    path = f"/tmp/dropexec-{os.getpid()}-{time.monotonic_ns()}"
    os.mkdir(path, 0o711)
    yield path
    os.rmdir(path)


def witnesses(scratch: str) -> list[int]:
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                if scratch.encode() in file.read():
                    found.append(int(path.split("/")[2]))
        except OSError:
            continue
    return found


def wait_for(what: object, seconds: float = DEADLINE) -> None:
    """Ask `what`, a function, until it says yes; /proc has nothing to poll(2) on."""
    assert callable(what)
    poll, deadline = select.poll(), time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never came to that"
        poll.poll(10)


def start(scratch: str, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROBE, *argv],
        env={**os.environ, "TMPDIR": scratch},
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


SLOW = ["--tool", "chroot", "--scenario", "stubborn"]


@pytest.mark.parametrize("argv", [SLOW, ["--scenario", "slow", "--form", "plain"], ["--scenario", "pid1"]])
@pytest.mark.parametrize(
    ("number", "status", "complaint"),
    [
        (signal.SIGINT, 130, "dropexecctl: interrupted; what had been started is ended\n"),
        (signal.SIGTERM, -signal.SIGTERM, ""),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_an_interrupted_probe_takes_everything_with_it(
    scratch: str, argv: list[str], number: int, status: int, complaint: str
) -> None:
    with start(scratch, *argv) as probe:
        wait_for(lambda: witnesses(scratch))
        os.killpg(probe.pid, number) if number == signal.SIGINT else probe.send_signal(number)
        _, said = probe.communicate(timeout=DEADLINE)
    wait_for(lambda: not witnesses(scratch) and not os.listdir(scratch))
    assert (probe.returncode, said) == (status, complaint)


def test_a_probe_that_ends_by_itself_leaves_no_orphan_either(scratch: str) -> None:
    with start(scratch, "--scenario", "kill", "--scenario", "race", "--attempts", "10") as probe:
        probe.communicate(timeout=DEADLINE)
    assert (probe.returncode, witnesses(scratch), os.listdir(scratch)) == (0, [], [])


def test_a_witness_whose_observer_was_killed_ends_by_itself(scratch: str) -> None:
    with start(scratch, *SLOW) as probe:
        wait_for(lambda: witnesses(scratch))
        with open(f"/proc/{probe.pid}/task/{probe.pid}/children", encoding="ascii") as file:
            cages = [int(pid) for pid in file.read().split()]
        for cage in cages:
            os.kill(cage, signal.SIGKILL)
        _, said = probe.communicate(timeout=DEADLINE)
    wait_for(lambda: not witnesses(scratch))
    assert (probe.returncode, said) == (
        125,
        "dropexecctl: cannot finish the probe: the observer was killed\n",
    )
    for path in os.listdir(scratch):
        shutil.rmtree(f"{scratch}/{path}")
