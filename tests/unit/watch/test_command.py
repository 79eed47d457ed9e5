"""The child that waits until the watch is set, and runs then."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator

import pytest

from dropexec.watch.command import Command, status_of
from dropexec.watch.stops import Stops

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def stops() -> Iterator[Stops]:
    """Watch's own handlers, which the child has at first, whatever the tests were started with."""
    before = {one: signal.signal(one, signal.SIG_DFL) for one in ENDING}
    with Stops() as here:
        yield here
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_the_child_while_it_waits_and_is_its_status(number: int, stops: Stops) -> None:
    child = Command(("true",), os.environ)
    os.kill(child.pid, number)
    assert child.run() is None
    assert child.wait() == 128 + number
    assert stops.taken() == b""


def test_a_child_that_is_not_to_run_is_reaped() -> None:
    child = Command(("true",), os.environ)
    child.abandon()
    with pytest.raises(ChildProcessError):
        os.waitpid(child.pid, 0)


@pytest.mark.parametrize(("name", "number", "status"), [("", errno.ENOENT, 127), ("/", errno.EACCES, 126)])
def test_a_command_that_cannot_be_run_says_why(name: str, number: int, status: int) -> None:
    failure = Command((name,), os.environ).run()
    assert failure is not None
    assert (failure.errno, status_of(failure)) == (number, status)
