"""A verdict is one word of a closed list and one sentence with the recording's own numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.recording.facts import derive
from dropexec.recording.outcome import OUTCOMES, Outcome, outcome_of
from dropexec.recording.scenario import SCENARIOS, Scenario
from dropexec.recording.timeline import Event
from tests.unit.recording import examples
from tests.unit.recording.test_facts import EVENTS, STARTS

TERM = {"signal": "SIGTERM"}


def verdict(scenario: str, events: list[Event], tool: str = "su") -> Outcome:
    found = SCENARIOS[scenario]
    return outcome_of(events, found, derive(events, found).values, tool)


def stop(target: object, tool: object) -> list[Event]:
    """A stop that was handed on and waited for, with these two ends."""
    return [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001),
        examples.leaving(0.001),
        examples.target_ended(0.002, target, "other"),
        examples.tool_ended(0.003, tool),
        examples.over(0.004),
    ]


IGNORED = "your TimeoutStopSec=300 is not honoured"
ORPHANED = "su is gone 2.0 s after SIGTERM and the service lives on without a supervisor"
FREE = "su is out of the way: the service gets SIGTERM itself, has all of your TimeoutStopSec=300"

STOPS = [
    (
        "slow",
        examples.util_linux_slow(),
        "kills-slow-shutdown",
        f"{IGNORED}: the service is killed 2.0 s after SIGTERM",
    ),
    (
        "prompt",
        examples.util_linux_prompt(),
        "kills-slow-shutdown",
        f"{IGNORED}: SIGKILL follows 2.0 s after SIGTERM; this one had ended by then",
    ),
    (
        "slow",
        examples.dash_plain(),
        "orphans-target",
        f"{ORPHANED}: it got no signal at all",
    ),
    (
        "slow",
        examples.shadow_4_13_slow(),
        "kills-slow-shutdown",
        f"{IGNORED}: the service is killed 2.0 s after SIGTERM",
    ),
    (
        "slow",
        examples.shadow_4_5_slow(),
        "waits-but-misreports",
        "the service exited with status 0, but your supervisor is told that su exited with status 255",
    ),
    (
        "slow",
        examples.sudo_slow(),
        "forwards-and-waits",
        "the service gets SIGTERM, has the time it needs, and su ends as it does",
    ),
    (
        "slow",
        examples.gosu_slow(),
        "transparent",
        f"{FREE}, and its exit status is its own",
    ),
    ("HUP", examples.sudo_hup(), "forwards-and-waits", "SIGHUP to su reaches the service, as SIGHUP"),
    (
        "HUP",
        examples.util_linux_hup(),
        "loses-signal",
        "SIGHUP to su does nothing: the service never hears of it",
    ),
    ("HUP", examples.up(), "transparent", "su is out of the way: SIGHUP goes to the service itself"),
    ("slow", [], "inconclusive", "the service never came up"),
]


@pytest.mark.parametrize(("scenario", "events", "word", "consequence"), STOPS)
def test_verdict_and_consequence(scenario: str, events: list[Event], word: str, consequence: str) -> None:
    assert verdict(scenario, events) == Outcome(word, consequence)


@pytest.mark.parametrize(
    ("target", "tool", "word"),
    [
        ({"status": 7}, {"status": 7}, "forwards-and-waits"),
        (TERM, TERM, "forwards-and-waits"),
        (TERM, {"status": 143}, "forwards-and-waits"),
        ({"status": 0}, {"status": 255}, "waits-but-misreports"),
        ({"status": 0}, TERM, "waits-but-misreports"),
        ({"status": 143}, TERM, "waits-but-misreports"),
        (TERM, {"status": 15}, "waits-but-misreports"),
    ],
)
def test_only_the_shells_way_to_say_a_signal_is_as_good_as_the_signal(
    target: object, tool: object, word: str
) -> None:
    assert verdict("seven", stop(target, tool)).word == word


@pytest.mark.parametrize(
    ("scenario", "events", "word", "consequence"),
    [
        (
            "TSTP",
            [examples.event(0.5, "target-stopped", examples.TARGET)],
            "forwards-and-waits",
            "SIGTSTP to su reaches the service, as SIGSTOP",
        ),
        ("TSTP", [], "loses-signal", "SIGTSTP to su does nothing: the service never hears of it"),
        (
            "ALRM",
            [examples.received(0.1, "SIGHUP"), examples.received(0.2), examples.received(0.3)],
            "forwards-and-waits",
            "SIGALRM to su reaches the service, as SIGHUP and SIGTERM",
        ),
    ],
)
def test_what_reached_the_target_is_named(
    scenario: str, events: list[Event], word: str, consequence: str
) -> None:
    told = [*examples.up(examples.TOOL), examples.sent(signal=f"SIG{scenario}"), *events, examples.over(0.5)]
    assert verdict(scenario, told) == Outcome(word, consequence)


def test_a_stubborn_target_that_is_waited_for_is_left_to_the_supervisor() -> None:
    events = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.001), examples.over(8.0)]
    assert verdict("stubborn", events) == Outcome(
        "forwards-and-waits",
        "su hands SIGTERM on and waits: it is your TimeoutStopSec=300 that ends the service",
    )


def test_an_orphan_that_was_told_to_stop_is_another_story() -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001),
        examples.tool_ended(0.01, TERM),
        examples.target_ended(5.0, {"status": 0}, "observer"),
        examples.over(5.0),
    ]
    assert verdict("slow", events).consequence.endswith("it was told to stop, but nobody waits for it")


def test_an_interrupt_that_becomes_a_kill_is_named_by_its_own_signal() -> None:
    events = [one for one in examples.util_linux_slow() if one["event"] not in ("control", "signal-sent")]
    assert verdict("INT", [*events, examples.sent(signal="SIGINT")]) == Outcome(
        "kills-slow-shutdown", "SIGINT to su is the end of the service: the service is killed 2.0 s later"
    )


@pytest.mark.parametrize(
    ("between", "outcomes", "word", "begin"),
    [
        ((examples.TOOL,), ["ended", "orphaned", "ended"], "orphans-target", "1 of 3 starts"),
        ((examples.TOOL,), ["ended", "lost", "ended"], "loses-signal", "1 of 3 starts"),
        ((examples.TOOL,), ["ended"] * 3, "inconclusive", "none of 3 starts"),
        ((), ["ended"] * 3, "transparent", "none of 3 starts"),
    ],
)
def test_a_race_is_judged_by_its_orphans(
    between: tuple[int, ...], outcomes: list[str], word: str, begin: str
) -> None:
    attempts = [
        examples.event(n, "attempt", delay=0.0, outcome=outcome) for n, outcome in enumerate(outcomes)
    ]
    found = verdict("race", [*examples.up(*between), *attempts])
    assert (found.word, found.consequence[: len(begin)]) == (word, begin)


@given(STARTS, st.lists(EVENTS, max_size=12), st.sampled_from(list(SCENARIOS.values())))
def test_whatever_happens_there_is_a_verdict_of_the_list(
    start: list[Event], events: list[Event], scenario: Scenario
) -> None:
    told = start + events
    found = outcome_of(told, scenario, derive(told, scenario).values, "su")
    assert found.word in OUTCOMES
    assert found.consequence
    assert "None" not in found.consequence
