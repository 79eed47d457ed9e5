"""Whatever happens to the probe itself, nothing that it started is left."""

from __future__ import annotations

import contextlib
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

from dropexec.probe import kernel

pytestmark = [pytest.mark.root, pytest.mark.lab]

DEADLINE = 120.0
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


def wait_for(what: object, seconds: float = DEADLINE, told: str = "it never came to that") -> None:
    """Ask `what`, a function, until it says yes; /proc has nothing to poll(2) on."""
    assert callable(what)
    poll, deadline = select.poll(), time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, told
        poll.poll(10)


def start(scratch: str, *argv: str, marks: int | None = None) -> subprocess.Popen[str]:
    program = [PROBE] if marks is None else [MARKED, str(marks)]
    return subprocess.Popen(
        [sys.executable, "-c", *program, "compat", "probe", *argv],
        env={**os.environ, "TMPDIR": scratch},
        text=True,
        start_new_session=True,
        pass_fds=() if marks is None else (marks,),
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
    try:
        mount = kernel.detached_mount(b"tracefs")  # it need not be mounted anywhere
    except OSError:
        return []  # then the probe made none either
    try:
        instances = os.open("instances", os.O_RDONLY | os.O_DIRECTORY, dir_fd=mount)
    finally:
        os.close(mount)
    for name in os.listdir(instances):
        if not name.startswith("dropexec-probe-"):
            continue
        with contextlib.suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=instances)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                found.append(name)
            os.close(descriptor)
    os.close(instances)
    return found


def left_running(scratch: str) -> list[int]:
    """The probe's own processes, by their environment, and those that it started, by their arguments."""
    found = witnesses(scratch)
    for path in glob.glob("/proc/[0-9]*/environ"):
        with contextlib.suppress(OSError), open(path, "rb") as file:
            if f"TMPDIR={scratch}".encode() in file.read().split(b"\0"):
                found.append(int(path.split("/")[2]))
    return found


def anything_left(scratch: str) -> bool:
    return bool(left_running(scratch) or os.listdir(scratch) or abandoned_traces())


STATUSES: dict[int, int] = {
    signal.SIGINT: 130,
    signal.SIGTERM: -signal.SIGTERM,
    signal.SIGHUP: -signal.SIGHUP,
    signal.SIGKILL: -signal.SIGKILL,
}

# Says on the descriptor of its first argument when dropexecctl has taken over SIGINT, which it does before it
# imports anything, and when it is through and only the interpreter's own end is to come.
MARKED = """
import os, sys
marks = int(sys.argv.pop(1))
os.set_inheritable(marks, False)
def mark(event, arguments):
    if event == "import" and arguments[0] == "dropexec.ctl.run":
        os.write(marks, b"running ")
sys.addaudithook(mark)
from dropexec.application import main
try:
    main()
except SystemExit:
    os.write(marks, b"ending ")
    raise
"""


def interrupt(probe: subprocess.Popen[str], number: int, marks: int) -> tuple[bool, str]:
    """Send a signal to the group; return whether the probe had ended before, and what it had marked then.

    It is stopped meanwhile, so that what is seen of it is so when the signal arrives.
    """
    os.killpg(probe.pid, signal.SIGSTOP)
    state = os.waitid(os.P_PID, probe.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    assert state is not None
    marked = os.read(marks, 64).decode() if select.select([marks], [], [], 0)[0] else ""
    os.killpg(probe.pid, number)
    os.killpg(probe.pid, signal.SIGCONT)
    return state.si_code != os.CLD_STOPPED, marked


def expected(number: int, status: int, complained: str, *, ended: bool, marked: str) -> bool:
    """Tell whether a probe that was interrupted there may end so.

    Before dropexecctl's first line, and after its last, it is the interpreter that ends: Py_InitializeEx
    (Python/pylifecycle.c) installs a handler of SIGINT that raises KeyboardInterrupt, and runs site and the
    imports after that, which end by the signal or with a traceback and status 1, or drop the exception where
    none can be raised (PyErr_WriteUnraisable); Py_FinalizeEx gives SIGINT its default action back.
    """
    if ended:
        return status == 0
    if marked == "running ":
        return status == STATUSES[number] and "Traceback" not in complained
    if marked:
        return status in (0, STATUSES[number], -number)
    interrupted = number == signal.SIGINT and "KeyboardInterrupt" in complained
    return interrupted or status in (STATUSES[number], -number)


@pytest.mark.timeout(1800)
def test_a_probe_that_is_interrupted_at_any_moment_leaves_nothing(scratch: str) -> None:
    """A hundred times, by a signal to its whole group."""
    seed = random.randrange(1 << 32)  # noqa: S311
    chance = random.Random(seed)  # noqa: S311  a seed that can be repeated
    for attempt in range(100):
        number = signal.Signals(chance.choice(list(STATUSES)))
        argv = chance.choice([SLOW, ["--scenario", "slow"], ["--scenario", "race", "--attempts", "20"]])
        delay = chance.uniform(0.0, 1.0)
        reading, writing = os.pipe()
        with start(scratch, *argv, marks=writing) as probe:
            os.close(writing)
            select.select([], [], [], delay)  # the moment is what is tested: nothing is waited for
            ended, marked = interrupt(probe, number, reading)
            _, complained = probe.communicate(timeout=DEADLINE)
        os.close(reading)
        told = (
            f"seed {seed}, attempt {attempt}: {number.name} after {delay:.3f} s, marked {marked!r}, "
            f"status {probe.returncode}: {complained}"
        )
        assert expected(number, probe.returncode, complained, ended=ended, marked=marked), told
        wait_for(lambda: not anything_left(scratch), told=told)
