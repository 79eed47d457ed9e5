from __future__ import annotations

from typing import Any

import pytest

from dropexec.recording.fate import fate, outlived, printed, second_term
from dropexec.recording.timeline import Timeline

START = {"t": -0.1, "event": "tool-started", "pid": 10}
READY = {"t": -0.05, "event": "target-ready", "pid": 11}
IN_PLACE = {**READY, "pid": 10}


def _got(signal: str, t: float = 0.0) -> dict[str, Any]:
    return {"t": t, "event": "signal-received", "process": "target", "signal": signal}


def _ended(who: str, t: float, **end: Any) -> dict[str, Any]:
    return {"t": t, "event": f"{who}-ended", "end": end}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([START, IN_PLACE, _got("SIGHUP")], "own"),
        ([START, IN_PLACE, _ended("tool", 0.0, signal="SIGALRM")], "own"),
        ([START, READY, _got("SIGHUP")], "forwarded"),
        ([START, READY, _got("SIGTERM"), _ended("tool", 2.0, signal="SIGHUP")], "as-sigterm"),
        ([START, READY], "lost"),
        ([START, READY, _ended("tool", 0.0, signal="SIGHUP")], "fatal"),
        ([START, READY, {"t": 8.0, "event": "target-stopped"}], "stops-target"),
        ([START, READY, {"t": 0.0, "event": "tool-stopped"}], "stops-tool"),
        (
            [START, READY, {"t": 0.0, "event": "tool-stopped"}, {"t": 8.0, "event": "target-stopped"}],
            "stops-target",
        ),
    ],
)
def test_the_fate_of_a_signal_is_read_off_who_got_what(events: list[dict[str, Any]], expected: str) -> None:
    assert fate(Timeline(events), "SIGHUP") == expected


def test_a_hangup_before_the_sigterm_is_a_termination_in_order() -> None:
    assert fate(Timeline([START, READY, _got("SIGHUP"), _got("SIGTERM")]), "SIGALRM") == "terminates"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([START, IN_PLACE, _got("SIGTERM"), _got("SIGTERM", 0.5)], "own"),
        ([START, READY, _got("SIGTERM"), _got("SIGTERM", 0.5), _ended("tool", 5.0, status=0)], "forwarded"),
        (
            [
                START,
                READY,
                _got("SIGTERM"),
                _ended("target", 0.5, signal="SIGKILL"),
                _ended("tool", 0.5, status=1),
            ],
            "cuts-grace",
        ),
        ([START, READY, _got("SIGTERM"), _ended("tool", 0.5, status=200)], "ends-tool"),
        ([START, READY, _got("SIGTERM"), _got("SIGTERM", 0.001), _ended("tool", 0.5, status=1)], "ends-tool"),
        (
            [
                START,
                READY,
                _got("SIGTERM"),
                _ended("target", 2.0, signal="SIGKILL"),
                _ended("tool", 2.0, status=255),
            ],
            "ignored",
        ),
        ([START, READY, _got("SIGTERM")], "ignored"),
        ([START, READY, _ended("tool", 0.0, status=200)], "ignored"),
    ],
)
def test_the_fate_of_a_second_sigterm_is_read_off_what_followed_it(
    events: list[dict[str, Any]], expected: str
) -> None:
    assert second_term(Timeline(events)) == expected


def test_the_message_is_the_tools_standard_error_in_order() -> None:
    texts = [("stderr", "\nSession"), ("stdout", "x"), ("stderr", " ...killed.\n")]
    events = [
        {"t": float(n), "event": "output", "stream": stream, "text": text}
        for n, (stream, text) in enumerate(texts)
    ]
    assert printed(Timeline(events)) == "\nSession ...killed.\n"


def test_only_a_watch_that_ended_shows_that_a_process_outlived_it() -> None:
    watched = {"t": 8.0, "event": "watch-ended"}
    ended = _ended("tool", 1.0, status=0)
    assert outlived(Timeline([START, watched]), "tool_end")
    assert not outlived(Timeline([START]), "tool_end")
    assert not outlived(Timeline([START, ended, watched]), "tool_end")
    assert outlived(Timeline([START, ended, watched]), "target_end")
    assert not outlived(Timeline([START, watched]), "forks")


@pytest.mark.parametrize("raw", [{}, "x", [1], 7, [{"event": "tool-ended"}], [{"t": 1.0}]])
def test_events_are_a_list_of_objects_that_have_a_time(raw: Any) -> None:
    with pytest.raises(ValueError, match="events is a list of objects, each with t and event"):
        Timeline.of_document({"events": raw})


def test_no_events_are_false() -> None:
    assert not Timeline.of_document({})
    assert not Timeline.of_document({"events": []})
    assert Timeline.of_document({"events": [START]})
