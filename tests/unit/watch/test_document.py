"""JSON lines: exactly the keys, and valid for any bytes."""

from __future__ import annotations

import json
import os

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.watch.document import end_line, signal_line
from dropexec.watch.event import Ancestor
from dropexec.watch.report import EndReport, SignalReport
from tests.unit.watch.schema import END, SIGNAL
from tests.unit.watch.story import SENDER, ended, sent

WALL = 1_795_660_000_123_456_789
WHO = {
    "pid": 4300,
    "tid": 4300,
    "uid": 0,
    "loginuid": 1000,
    "session": 3,
    "tty": "pts/0",
    "comm": "kill",
    "executable": "/usr/bin/kill",
    "argv": ["kill", "4260"],
    "ancestors": [{"pid": 4290, "comm": "bash"}, {"pid": 1, "comm": "systemd"}],
    "cgroup": "/user.slice/user-1000.slice/session-3.scope",
    "unit": "session-3.scope",
}


def test_a_signal_has_exactly_these_keys() -> None:
    event = sent(tid=4260, addressed_thread=True)
    found = json.loads(signal_line(SignalReport(event, WALL, "/run/second.pid", "bpf", 2)))
    assert found == {
        "format": "dropexec-signal/1",
        "time": "2026-11-26T02:26:40.123456Z",
        "monotonic": 1.0,
        "signal": "TERM",
        "code": 0,
        "origin": "process",
        "sender": WHO,
        "target": {"pid": 4242, "tid": 4260, "comm": "C2 CompilerThre"},
        "addressed_thread": True,
        "pid_file": "/run/second.pid",
        "engine": "bpf",
        "lost": 2,
    }
    jsonschema.validate(found, SIGNAL)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            EndReport(ended(signal=15), WALL, SENDER, "", 0),
            {"pid": 4242, "end": {"signal": "TERM"}, "by": WHO},
        ),
        (EndReport(ended(status=143), WALL, None, "", 0), {"pid": 4242, "end": {"status": 143}, "by": None}),
        (EndReport(ended(), WALL, None, "", 0, running=True), {"pid": 4242, "end": None, "by": None}),
        (EndReport(None, WALL, None, "", 0, running=True), {"pid": None, "end": None, "by": None}),
    ],
)
def test_an_end_has_exactly_these_keys(report: EndReport, expected: dict[str, object]) -> None:
    found = json.loads(end_line(report))
    assert found == {"format": "dropexec-end/1", **expected, "lost": 0}
    jsonschema.validate(found, END)


@given(st.binary(), st.binary(), st.lists(st.binary(min_size=1), min_size=1))
def test_a_line_is_ascii_and_gives_every_byte_back(comm: bytes, path: bytes, words: list[bytes]) -> None:
    def text(raw: bytes) -> str:
        return raw.decode("utf-8", "surrogateescape")

    sender = SENDER._replace(
        comm=text(comm),
        executable=text(path),
        argv=tuple(map(text, words)),
        ancestors=(Ancestor(1, text(comm)),),
    )
    line = signal_line(SignalReport(sent(sender=sender), WALL, text(path), "bpf", 0))
    assert line.isascii()
    assert "\n" not in line
    found = json.loads(line)
    assert [os.fsencode(word) for word in found["sender"]["argv"]] == words
    assert (os.fsencode(found["sender"]["comm"]), os.fsencode(found["pid_file"])) == (comm, path)


def test_a_signal_that_nobody_sent_has_no_sender() -> None:
    found = json.loads(signal_line(SignalReport(sent(sender=None, origin="timer"), WALL, None, "bpf", 0)))
    assert (found["sender"], found["origin"]) == (None, "timer")
    jsonschema.validate(found, SIGNAL)
