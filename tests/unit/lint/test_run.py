"""A run on several processes, and on one where others cannot be had."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dropexec.lint import run
from dropexec.lint.finding import Severity
from dropexec.lint.settings import Settings, select
from dropexec.lint.walk import Candidate

SCRIPT = b"#!/bin/sh\nexec su orchid -s /bin/sh -c serve\n"
FILES = 40


def lines(place: Path) -> list[tuple[str, str]]:
    for number in range(FILES):
        (place / f"{number:02}.sh").write_bytes(SCRIPT)
    settings = Settings("/", select(("su-in-exec",), (), (), Severity.NOTE, True), "debian:12")
    report = run.run([(str(place), ".")], settings, False)
    assert (report.files, report.unreadable) == (FILES, [])
    return [(finding.source.name, finding.rule) for finding in report.findings]


EXPECTED = [(f"{number:02}.sh", "su-in-exec") for number in range(FILES)]


@pytest.fixture(autouse=True)
def several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


def test_findings_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    assert lines(tmp_path) == EXPECTED


@pytest.mark.parametrize(
    "error", [FileNotFoundError(2, "/dev/shm"), ImportError("sem_open"), OSError(11, "fork")]
)
def test_without_shared_memory_or_processes_one_process_does_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(run, "ProcessPoolExecutor", refuse)
    assert lines(tmp_path) == EXPECTED


def test_what_a_killed_process_left_is_done_by_the_one_that_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, judge = os.getpid(), run._judge

    def killed(candidate: Candidate) -> object:
        if os.getpid() != own and candidate.name == "20.sh":
            os._exit(9)
        return judge(candidate)

    killed.__qualname__, killed.__module__ = "_judge", "dropexec.lint.run"
    monkeypatch.setattr(run, "_judge", killed)
    assert lines(tmp_path) == EXPECTED
