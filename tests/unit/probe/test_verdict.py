"""A verdict is one word of a closed list and one sentence with the recording's own numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.probe.facts import derive
from dropexec.probe.scenario import SCENARIOS, Scenario
from dropexec.probe.timeline import Event
from dropexec.probe.verdict import VERDICTS, Verdict, judge
from tests.unit.probe import story
from tests.unit.probe.test_facts import EVENTS, STARTS

TERM = {"signal": "SIGTERM"}


def verdict(scenario: str, events: list[Event], tool: str = "su") -> Verdict:
    found = SCENARIOS[scenario]
    return judge(events, found, derive(events, found).values, tool)


def stop(target: object, tool: object) -> list[Event]:
    """A stop that was handed on and waited for, with these two ends."""
    return [
        *story.up(story.TOOL),
        story.sent(),
        story.received(0.001),
        story.leaving(0.001),
        story.target_ended(0.002, target, "other"),
        story.tool_ended(0.003, tool),
        story.over(0.004),
    ]


IGNORED = "your TimeoutStopSec=300 is not honoured"
ORPHANED = "su is gone 2.0 s after SIGTERM and the service lives on without a supervisor"
FREE = "su is out of the way: the service gets SIGTERM itself, has all of your TimeoutStopSec=300"

STOPS = [
    (
        "slow",
        story.util_linux_slow(),
        "kills-slow-shutdown",
        f"{IGNORED}: the service is killed 2.0 s after SIGTERM",
    ),
    (
        "prompt",
        story.util_linux_prompt(),
        "kills-slow-shutdown",
        f"{IGNORED}: SIGKILL follows 2.0 s after SIGTERM; this one had ended by then",
    ),
    (
        "slow",
        story.dash_plain(),
        "orphans-target",
        f"{ORPHANED}: it got no signal at all",
    ),
    (
        "slow",
        story.shadow_4_13_slow(),
        "kills-slow-shutdown",
        f"{IGNORED}: the service is killed 2.0 s after SIGTERM",
    ),
    (
        "slow",
        story.shadow_4_5_slow(),
        "waits-but-misreports",
        "the service exited with status 0, but your supervisor is told that su exited with status 255",
    ),
    (
        "slow",
        story.sudo_slow(),
        "forwards-and-waits",
        "the service gets SIGTERM, has the time it needs, and su ends as it does",
    ),
    (
        "slow",
        story.gosu_slow(),
        "transparent",
        f"{FREE}, and its exit status is its own",
    ),
    ("HUP", story.sudo_hup(), "forwards-and-waits", "SIGHUP to su reaches the service, as SIGHUP"),
    (
        "HUP",
        story.util_linux_hup(),
        "loses-signal",
        "SIGHUP to su does nothing: the service never hears of it",
    ),
    ("HUP", story.up(), "transparent", "su is out of the way: SIGHUP goes to the service itself"),
    ("slow", [], "inconclusive", "the service never came up"),
]


@pytest.mark.parametrize(("scenario", "events", "word", "consequence"), STOPS)
def test_verdict_and_consequence(scenario: str, events: list[Event], word: str, consequence: str) -> None:
    assert verdict(scenario, events) == Verdict(word, consequence)


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
            [story.event(0.5, "target-stopped", story.TARGET)],
            "forwards-and-waits",
            "SIGTSTP to su reaches the service, as SIGSTOP",
        ),
        ("TSTP", [], "loses-signal", "SIGTSTP to su does nothing: the service never hears of it"),
        (
            "ALRM",
            [story.received(0.1, "SIGHUP"), story.received(0.2), story.received(0.3)],
            "forwards-and-waits",
            "SIGALRM to su reaches the service, as SIGHUP and SIGTERM",
        ),
    ],
)
def test_what_reached_the_target_is_named(
    scenario: str, events: list[Event], word: str, consequence: str
) -> None:
    told = [*story.up(story.TOOL), story.sent(signal=f"SIG{scenario}"), *events, story.over(0.5)]
    assert verdict(scenario, told) == Verdict(word, consequence)


def test_a_stubborn_target_that_is_waited_for_is_left_to_the_supervisor() -> None:
    events = [*story.up(story.TOOL), story.sent(), story.received(0.001), story.over(8.0)]
    assert verdict("stubborn", events) == Verdict(
        "forwards-and-waits",
        "su hands SIGTERM on and waits: it is your TimeoutStopSec=300 that ends the service",
    )


def test_an_orphan_that_was_told_to_stop_is_another_story() -> None:
    events = [
        *story.up(story.TOOL),
        story.sent(),
        story.received(0.001),
        story.tool_ended(0.01, TERM),
        story.target_ended(5.0, {"status": 0}, "observer"),
        story.over(5.0),
    ]
    assert verdict("slow", events).consequence.endswith("it was told to stop, but nobody waits for it")


def test_an_interrupt_that_becomes_a_kill_is_named_by_its_own_signal() -> None:
    events = [one for one in story.util_linux_slow() if one["event"] not in ("control", "signal-sent")]
    assert verdict("INT", [*events, story.sent(signal="SIGINT")]) == Verdict(
        "kills-slow-shutdown", "SIGINT to su is the end of the service: the service is killed 2.0 s later"
    )


@pytest.mark.parametrize(
    ("between", "outcomes", "word", "begin"),
    [
        ((story.TOOL,), ["ended", "orphaned", "ended"], "orphans-target", "1 of 3 starts"),
        ((story.TOOL,), ["ended", "lost", "ended"], "loses-signal", "1 of 3 starts"),
        ((story.TOOL,), ["ended"] * 3, "inconclusive", "none of 3 starts"),
        ((), ["ended"] * 3, "transparent", "none of 3 starts"),
    ],
)
def test_a_race_is_judged_by_its_orphans(
    between: tuple[int, ...], outcomes: list[str], word: str, begin: str
) -> None:
    attempts = [story.event(n, "attempt", delay=0.0, outcome=outcome) for n, outcome in enumerate(outcomes)]
    found = verdict("race", [*story.up(*between), *attempts])
    assert (found.word, found.consequence[: len(begin)]) == (word, begin)


@given(STARTS, st.lists(EVENTS, max_size=12), st.sampled_from(list(SCENARIOS.values())))
def test_whatever_happens_there_is_a_verdict_of_the_list(
    start: list[Event], events: list[Event], scenario: Scenario
) -> None:
    told = start + events
    found = judge(told, scenario, derive(told, scenario).values, "su")
    assert found.word in VERDICTS
    assert found.consequence
    assert "None" not in found.consequence
