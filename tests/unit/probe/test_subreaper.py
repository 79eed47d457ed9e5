"""An observation hands out its result, and everything that it started is gone when it ends."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from dropexec.probe.errors import ProbeError
from dropexec.probe.loop import Loop
from dropexec.probe.subreaper import Cancelled, Subreaper

DEADLINE = 30.0


def soon() -> float:
    return time.monotonic() + DEADLINE


def orphan(beside: Path) -> None:
    """Leave a grandchild in a session of its own, which would live for ever; its pid is in `beside`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            beside.write_text(str(os.getpid()))
            os.write(writing, b"1")
            while True:
                signal.pause()
        os._exit(0)
    os.read(reading, 1)


def wait_until_cancelled(cancel_pipe: int) -> None:
    loop = Loop()

    def cancel() -> None:
        raise Cancelled

    loop.watch(cancel_pipe, cancel)
    loop.run(lambda: False, soon())


def test_the_result_is_what_the_work_returns() -> None:
    with Subreaper(lambda _: {"pid": os.getpid()}) as run:
        assert run.result(soon())["pid"] != os.getpid()


def test_a_problem_is_the_callers_to_know() -> None:
    def work(_: int) -> None:
        raise ProbeError("cannot probe su: it asks")

    with Subreaper(work) as run, pytest.raises(ProbeError, match=r"^cannot probe su: it asks$"):
        run.result(soon())


def test_a_defect_comes_with_its_traceback() -> None:
    def work(_: int) -> Any:
        nothing: dict[str, int] = {}
        return nothing["nothing"]

    with Subreaper(work) as run, pytest.raises(RuntimeError, match="KeyError: 'nothing'"):
        run.result(soon())


def test_an_orphan_in_a_session_of_its_own_is_gone_with_the_observation(tmp_path: Path) -> None:
    with Subreaper(lambda _: orphan(tmp_path / "pid")) as run:
        run.result(soon())
        pid = int((tmp_path / "pid").read_text())
        assert not os.path.exists(f"/proc/{pid}")


def test_the_end_of_interest_is_the_end_of_the_work(tmp_path: Path) -> None:
    def work(cancel_pipe: int) -> None:
        orphan(tmp_path / "pid")
        (tmp_path / "up").touch()
        wait_until_cancelled(cancel_pipe)

    began = time.monotonic()
    with Subreaper(work):
        while not (tmp_path / "up").exists():
            assert time.monotonic() < began + DEADLINE
    assert not os.path.exists(f"/proc/{(tmp_path / 'pid').read_text()}")


def test_signals_for_the_whole_job_do_not_reach_the_work() -> None:
    def work(_: int) -> str:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            os.kill(os.getpid(), number)
        return "alive"

    with Subreaper(work) as run:
        assert run.result(soon()) == "alive"


def test_an_observer_that_is_killed_is_a_problem_not_a_hang() -> None:
    def work(_: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with Subreaper(work) as run, pytest.raises(ProbeError, match="the observer was killed"):
        run.result(soon())


def test_a_work_that_takes_too_long_is_a_problem() -> None:
    with Subreaper(wait_until_cancelled) as run, pytest.raises(ProbeError, match="hangs"):
        run.result(time.monotonic() + 0.05)


def test_the_makers_own_children_are_left_alone() -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(3)
    with Subreaper(lambda _: None) as run:
        run.result(soon())
    os.close(writing)
    os.close(reading)
    assert os.waitpid(child, 0) == (child, 3 << 8)
