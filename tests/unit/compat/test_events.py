from __future__ import annotations

from typing import Any

import pytest

from dropexec.compat.events import Events

START = {"t": -0.1, "event": "tool-started", "pid": 10}
READY = {"t": -0.05, "event": "target-ready", "pid": 11}
IN_PLACE = {**READY, "pid": 10}


def _got(signal: str, t: float = 0.0) -> dict[str, Any]:
    return {"t": t, "event": "signal-received", "process": "target", "signal": signal}


def _ended(who: str, t: float, **end: Any) -> dict[str, Any]:
    return {"t": t, "event": f"{who}-ended", "end": end}


@pytest.mark.parametrize(
    ("events", "fate"),
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
def test_the_fate_of_a_signal_is_read_off_who_got_what(events: list[dict[str, Any]], fate: str) -> None:
    assert Events(events).fate("SIGHUP") == fate


def test_a_hangup_before_the_sigterm_is_a_termination_in_order() -> None:
    assert Events([START, READY, _got("SIGHUP"), _got("SIGTERM")]).fate("SIGALRM") == "terminates"


@pytest.mark.parametrize(
    ("events", "fate"),
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
    events: list[dict[str, Any]], fate: str
) -> None:
    assert Events(events).second_term() == fate


def test_the_message_is_the_tools_standard_error_in_order() -> None:
    texts = [("stderr", "\nSession"), ("stdout", "x"), ("stderr", " ...killed.\n")]
    events = Events([{"t": 0.0, "event": "output", "stream": stream, "text": text} for stream, text in texts])
    assert events.printed() == "\nSession ...killed.\n"


def test_only_a_watch_that_ended_shows_that_somebody_outlived_it() -> None:
    watched = {"t": 8.0, "event": "watch-ended"}
    assert Events([START, watched]).outlived("tool_end")
    assert not Events([START]).outlived("tool_end")
    assert not Events([START, _ended("tool", 1.0, status=0), watched]).outlived("tool_end")
    assert Events([START, _ended("tool", 1.0, status=0), watched]).outlived("target_end")
    assert not Events([START, watched]).outlived("forks")


@pytest.mark.parametrize("raw", [{}, "x", [1], 7])
def test_events_are_a_list_of_objects(raw: Any) -> None:
    with pytest.raises(ValueError, match="events is a list of objects"):
        Events(raw)


def test_an_event_without_a_time_is_refused_where_it_matters() -> None:
    with pytest.raises(ValueError, match="an event without t"):
        Events([{"event": "tool-ended"}]).second_term()


def test_no_events_are_false() -> None:
    assert not Events(None)
    assert not Events([])
    assert Events([START])
