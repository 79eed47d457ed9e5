"""What a session says of a target that outlives it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dropexec.watch.event import End, Signal
from dropexec.watch.proc import Proc
from dropexec.watch.report import EndReport, SignalReport
from dropexec.watch.selection import Selection
from dropexec.watch.session import Session


class Silent:
    """An engine that sees nothing."""

    name = "bpf"
    waiting = False
    blind_to = ()

    def watch(self, pid: int) -> None:
        """Do nothing."""

    def fileno(self) -> int:
        return -1

    def read(self) -> Iterator[Signal | End]:
        return iter(())

    def lost(self) -> int:
        return 0

    def close(self) -> None:
        """Do nothing."""


class Kept:
    """An output that keeps what it is told."""

    def __init__(self) -> None:
        self.ends: list[EndReport] = []

    def signal(self, report: SignalReport) -> None:
        raise AssertionError(report)

    def end(self, report: EndReport) -> None:
        self.ends.append(report)

    def flush(self) -> None:
        """Do nothing."""


def still_running(start: int) -> str:
    process = Proc().process(os.getpid())
    assert process is not None
    output = Kept()
    before = process._replace(comm="before-its-exec", start=process.start + start)
    Session(Silent(), Selection(1), Proc(), [output], targets=[before]).finish()
    (report,) = output.ends
    assert report.running
    assert report.event is not None
    return report.event.comm


def test_a_target_that_still_runs_has_the_name_that_it_has_now() -> None:
    process = Proc().process(os.getpid())
    assert process is not None
    assert still_running(0) == process.comm


def test_but_not_that_of_another_process_with_its_number() -> None:
    assert still_running(10**9) == "before-its-exec"
