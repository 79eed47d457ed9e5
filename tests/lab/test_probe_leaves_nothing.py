"""Whatever happens to the probe itself, nothing that it started is left."""

from __future__ import annotations

import fcntl
import glob
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

pytestmark = [pytest.mark.root, pytest.mark.lab]

DEADLINE = 60.0
PROBE = "from dropexec.application import main; main()"


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
        [sys.executable, "-c", PROBE, "compat", "probe", *argv],
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
        _, complained = probe.communicate(timeout=DEADLINE)
    wait_for(lambda: not witnesses(scratch) and not os.listdir(scratch))
    assert (probe.returncode, complained) == (status, complaint)


def test_a_probe_that_ends_by_itself_leaves_no_orphan_either(scratch: str) -> None:
    with start(scratch, "--scenario", "kill", "--scenario", "race", "--attempts", "10") as probe:
        probe.communicate(timeout=DEADLINE)
    assert (probe.returncode, witnesses(scratch), os.listdir(scratch)) == (0, [], [])


def test_a_witness_whose_observer_was_killed_ends_by_itself(scratch: str) -> None:
    with start(scratch, *SLOW) as probe:
        wait_for(lambda: witnesses(scratch))
        with open(f"/proc/{probe.pid}/task/{probe.pid}/children", encoding="ascii") as file:
            observers = [int(pid) for pid in file.read().split()]
        for observer in observers:
            os.kill(observer, signal.SIGKILL)
        _, complained = probe.communicate(timeout=DEADLINE)
    wait_for(lambda: not witnesses(scratch))
    assert (probe.returncode, complained) == (
        125,
        "dropexecctl: cannot finish the probe: the observer was killed\n",
    )
    # What an observer could not remove any more, the next one does.
    assert len(os.listdir(scratch)) == 1
    with start(scratch, "--scenario", "prompt") as probe:
        probe.communicate(timeout=DEADLINE)
    assert (probe.returncode, os.listdir(scratch)) == (0, [])


def abandoned_traces() -> list[str]:
    """The traces that nobody holds; that of a probe which runs beside this test is held."""
    found = []
    for path in glob.glob("/sys/kernel/tracing/instances/dropexec-*"):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(path)
        except OSError:
            pass
        finally:
            os.close(descriptor)
    return found


STATUSES = {
    signal.SIGINT: 130,
    signal.SIGTERM: -signal.SIGTERM,
    signal.SIGHUP: -signal.SIGHUP,
    signal.SIGKILL: -signal.SIGKILL,
}


def interpreters(number: int, status: int, complained: str) -> bool:
    """Tell whether Python was interrupted itself, before it ran any code of ours."""
    if number != signal.SIGINT or "dropexec" in complained:
        return False
    return status == -signal.SIGINT or "KeyboardInterrupt" in complained


@pytest.mark.timeout(900)
def test_a_probe_that_is_interrupted_at_any_moment_leaves_nothing(scratch: str) -> None:
    """A hundred times, by a signal to its whole group."""
    seed = random.randrange(1 << 32)  # noqa: S311
    chance = random.Random(seed)  # noqa: S311  a seed that can be repeated
    for attempt in range(100):
        number = chance.choice(list(STATUSES))
        argv = chance.choice([SLOW, ["--scenario", "slow"], ["--scenario", "race", "--attempts", "20"]])
        delay = chance.uniform(0.0, 1.0)
        with start(scratch, *argv) as probe:
            select.select([], [], [], delay)  # the moment is what is tested: nothing is waited for
            os.killpg(probe.pid, number)
            _, complained = probe.communicate(timeout=DEADLINE)
        told = f"seed {seed}, attempt {attempt}: {number.name} after {delay:.3f} s: {complained}"
        if not interpreters(number, probe.returncode, complained):
            assert probe.returncode == STATUSES[number], told
            assert "Traceback" not in complained, told
        wait_for(lambda: not witnesses(scratch) and not os.listdir(scratch))
    wait_for(lambda: not abandoned_traces())
