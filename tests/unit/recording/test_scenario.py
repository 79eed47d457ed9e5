from __future__ import annotations

import pytest

from dropexec.recording.scenario import SCENARIOS, USUAL, Response
from dropexec.recording.signals import number_of


def test_the_scenarios_are_the_ones_that_were_asked_for() -> None:
    assert list(SCENARIOS) == [
        "prompt",
        "seven",
        "dies",
        "second",
        "slow",
        "stubborn",
        "group",
        "twice",
        "tree",
        "pid1",
        "tty",
        "HUP",
        "INT",
        "QUIT",
        "USR1",
        "USR2",
        "ALRM",
        "TSTP",
        "kill",
        "race",
    ]
    assert set(USUAL) <= set(SCENARIOS)


FIVE_SECONDS = Response("end", 0, 5.0, marker=True)
# What is sent, what the target does, when again, to everyone, as PID 1, on a terminal, many times.
TABLE: dict[str, tuple[str, Response, float | None, bool, bool, bool, bool]] = {
    "prompt": ("SIGTERM", Response("end", 0, 0.0), None, False, False, False, False),
    "seven": ("SIGTERM", Response("end", 7, 0.0), None, False, False, False, False),
    "dies": ("SIGTERM", Response("default"), None, False, False, False, False),
    "second": ("SIGTERM", Response("end", 0, 1.0), None, False, False, False, False),
    "slow": ("SIGTERM", FIVE_SECONDS, None, False, False, False, False),
    "stubborn": ("SIGTERM", Response("stay"), None, False, False, False, False),
    "group": ("SIGTERM", Response("end", 0, 0.0, child=True), None, False, False, False, False),
    "twice": ("SIGTERM", FIVE_SECONDS, 0.5, False, False, False, False),
    "tree": ("SIGTERM", Response("end", 0, 1.0), None, True, False, False, False),
    "pid1": ("SIGTERM", FIVE_SECONDS, None, False, True, False, False),
    "tty": ("SIGTERM", FIVE_SECONDS, None, False, False, True, False),
    **{
        name: (f"SIG{name}", Response("end", 0, 0.0), None, False, False, False, False)
        for name in ("HUP", "INT", "QUIT", "USR1", "USR2", "ALRM", "TSTP")
    },
    "kill": ("SIGKILL", Response("end", 0, 0.0), None, False, False, False, False),
    "race": ("SIGTERM", Response("end", 0, 0.0), None, False, False, False, True),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_does_what_its_name_promises(name: str) -> None:
    one = SCENARIOS[name]
    assert (one.signal, one.response, one.again, one.everyone, one.pid1, one.tty, one.many) == TABLE[name]


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_signal_exists_and_each_watch_outlasts_the_target(name: str) -> None:
    scenario = SCENARIOS[name]
    assert number_of(scenario.signal) > 0
    assert scenario.watch > scenario.response.seconds + 2.0


@pytest.mark.parametrize(
    ("name", "has_one"),
    [
        ("slow", True),
        ("second", True),
        ("stubborn", True),
        ("twice", True),
        ("pid1", True),
        ("tree", True),
        ("prompt", False),
        ("dies", False),
        ("group", False),
        ("HUP", False),
        ("kill", False),
        ("race", False),
    ],
)
def test_a_run_beside_is_made_where_the_target_outlives_a_kill(name: str, has_one: bool) -> None:
    assert (SCENARIOS[name].companion() is not None) == has_one


@pytest.mark.parametrize("name", ["pid1", "tty"])
def test_the_run_beside_is_made_in_the_same_place(name: str) -> None:
    companion = SCENARIOS[name].companion()
    assert companion is not None
    assert (companion.pid1, companion.tty) == (SCENARIOS[name].pid1, SCENARIOS[name].tty)


@pytest.mark.parametrize(
    ("response", "word"),
    [
        (Response(), "end:0:0.0"),
        (Response(status=7, seconds=1.5), "end:7:1.5"),
        (Response("stay"), "stay:0:0.0"),
        (Response(seconds=5.0, marker=True, child=True), "end:0:5.0:marker:child"),
    ],
)
def test_a_conduct_is_one_word_for_the_witness(response: Response, word: str) -> None:
    assert response.argument() == word
