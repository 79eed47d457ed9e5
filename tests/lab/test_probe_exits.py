"""What the kernel's own record of ends adds to a probe; needs eBPF."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from dropexec.probe import kernel, observer
from dropexec.probe.exits import Exit, Exits, kernel_types
from dropexec.probe.experiment import Setup
from dropexec.probe.tracing import Untraceable
from dropexec.recording.ending import Ending
from tests.lab.test_probe_wrappers import probe

pytestmark = [pytest.mark.root, pytest.mark.lab]


@pytest.fixture
def exits() -> Iterator[Exits]:
    with Exits(kernel_types()) as exits:
        yield exits


def child(act: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(7)
    return pid


def known(exits: Exits, pid: int) -> Exit:
    found = exits.of(pid)
    assert found is not None
    return found


def test_a_status_and_a_signal_are_told_apart(exits: Exits) -> None:
    ended = [child(lambda: None), child(lambda: os.kill(os.getpid(), signal.SIGKILL))]
    for pid in ended:
        os.waitpid(pid, 0)
    assert [known(exits, pid).end for pid in ended] == [Ending(status=7), Ending(signal="SIGKILL")]


def test_the_end_of_a_grandchild_is_seen_whoever_reaps_it(exits: Exits) -> None:
    reading, writing = os.pipe()

    def raise_one() -> None:
        grandchild = child(lambda: os.kill(os.getpid(), signal.SIGTERM))
        os.waitpid(grandchild, 0)
        os.write(writing, str(grandchild).encode())

    parent = child(raise_one)
    os.waitpid(parent, 0)
    grandchild = int(os.read(reading, 32))
    os.close(reading)
    os.close(writing)
    assert known(exits, grandchild).end == Ending(signal="SIGTERM")
    assert known(exits, grandchild).time < known(exits, parent).time


def test_one_that_still_runs_and_one_of_before_have_no_end(exits: Exits) -> None:
    assert exits.of(os.getpid()) is None
    with Exits(kernel_types()) as later:
        pid = child(lambda: None)
        os.waitpid(pid, 0)
        assert later.of(pid) is not None
    with Exits(kernel_types()) as too_late:
        assert too_late.of(pid) is None


def test_without_the_kernels_types_nothing_is_known() -> None:
    with Exits(None) as exits:
        pid = child(lambda: None)
        os.waitpid(pid, 0)
        assert exits.of(pid) is None


def _untraceable() -> object:
    raise Untraceable("tracefs is not available")


@pytest.mark.parametrize("engine", [True, False], ids=["bpf", "none"])
def test_how_a_target_ended_that_the_tool_reaped_is_known_before_linux_6_15(
    engine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "wait_status", lambda _: None)
    monkeypatch.setattr(observer, "Trace", _untraceable)
    if not engine:
        monkeypatch.setattr("dropexec.probe.experiment.kernel_types", lambda: None)
    made = probe("waits", "dies")
    assert made.facts["tool_end"] == {"signal": "SIGTERM"}
    if engine:
        assert made.facts["target_end"] == {"signal": "SIGTERM"}
        assert made.outcome == "forwards-and-waits"
    else:
        assert made.facts["target_end"] is None
        assert made.undetermined["target_end"].startswith("another process reaped it")


def test_a_probe_that_is_to_trace_nothing_has_no_engine() -> None:
    assert Setup.prepare("nobody", "/bin/sh", "exec", trace=False).types is None
    assert Setup.prepare("nobody", "/bin/sh", "exec").types is not None
