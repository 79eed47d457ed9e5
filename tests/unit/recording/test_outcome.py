"""An outcome is one word of a closed list and one sentence with the recording's own numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.compat.load import RECORDINGS
from dropexec.recording.document import Recording
from dropexec.recording.facts import NAMES, Facts, derive
from dropexec.recording.outcome import Outcome, outcome_of
from dropexec.recording.outcomes import OUTCOMES
from dropexec.recording.scenario import SCENARIOS, Scenario
from dropexec.recording.timeline import Event
from tests.unit.recording import examples
from tests.unit.recording.test_facts import EVENTS, STARTS

TERM = {"signal": "SIGTERM"}


def outcome(scenario: str, events: list[Event], tool: str = "su") -> Outcome:
    found = SCENARIOS[scenario]
    return outcome_of(found, derive(events, found), tool)


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
        "the service gets SIGTERM, has the 5.0 s that it takes, and su ends as it does",
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
        "SIGHUP to su does nothing: the service hears nothing of it in the 0.5 s that were watched",
    ),
    (
        "HUP",
        [*examples.up(), examples.over(0.5)],
        "transparent",
        "su is out of the way: SIGHUP goes to the service itself",
    ),
    ("slow", [], "inconclusive", "the service never came up"),
]


@pytest.mark.parametrize(("scenario", "events", "word", "consequence"), STOPS)
def test_outcome_and_consequence(scenario: str, events: list[Event], word: str, consequence: str) -> None:
    assert outcome(scenario, events) == Outcome(word, consequence)


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
    assert outcome("seven", stop(target, tool)).word == word


@pytest.mark.parametrize(
    ("scenario", "events", "word", "consequence"),
    [
        (
            "TSTP",
            [examples.event(0.5, "target-stopped", examples.TARGET)],
            "forwards-and-waits",
            "SIGTSTP to su reaches the service, as SIGSTOP",
        ),
        (
            "TSTP",
            [],
            "loses-signal",
            "SIGTSTP to su does nothing: the service hears nothing of it in the 0.5 s that were watched",
        ),
        (
            "ALRM",
            [examples.received(0.1, "SIGHUP"), examples.received(0.2), examples.received(0.3)],
            "translates-signal",
            "SIGALRM to su reaches the service as SIGHUP and SIGTERM",
        ),
    ],
)
def test_what_reached_the_target_is_named(
    scenario: str, events: list[Event], word: str, consequence: str
) -> None:
    told = [*examples.up(examples.TOOL), examples.sent(signal=f"SIG{scenario}"), *events, examples.over(0.5)]
    assert outcome(scenario, told) == Outcome(word, consequence)


def test_sigkill_needs_no_word_on_what_the_target_inherits() -> None:
    began = [
        {name: value for name, value in one.items() if name not in ("ignored", "blocked")}
        for one in examples.up()
    ]
    assert outcome("prompt", began).word == "inconclusive"
    assert outcome("kill", began).word == "transparent"


def test_a_target_that_outlasts_the_watch_leaves_a_longer_grace_period_open() -> None:
    events = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.001), examples.over(8.0)]
    assert outcome("stubborn", events) == Outcome(
        "inconclusive",
        "kills or misreports or waits: none in the 8.0 s that were watched; a longer grace period would not "
        "show",
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
    assert outcome("slow", events).consequence.endswith("it was told to stop, but nobody waits for it")


def test_an_interrupt_that_becomes_a_kill_is_named_by_its_own_signal() -> None:
    events = [one for one in examples.util_linux_slow() if one["event"] not in ("control", "signal-sent")]
    assert outcome("INT", [*events, examples.sent(signal="SIGINT")]) == Outcome(
        "kills-slow-shutdown", "SIGINT to su is the end of the service: the service is killed 2.0 s later"
    )


@pytest.mark.parametrize(
    ("between", "attempted", "word", "begin"),
    [
        ((examples.TOOL,), ["ended", "orphaned", "ended"], "orphans-target", "1 of 3 starts"),
        ((examples.TOOL,), ["ended", "lost", "ended"], "loses-signal", "1 of 3 starts"),
        ((examples.TOOL,), ["ended"] * 3, "inconclusive", "none of 3 starts"),
        ((), ["ended"] * 3, "transparent", "none of 3 starts"),
    ],
)
def test_a_race_is_judged_by_its_orphans(
    between: tuple[int, ...], attempted: list[str], word: str, begin: str
) -> None:
    attempts = [examples.event(n, "attempt", delay=0.0, outcome=became) for n, became in enumerate(attempted)]
    found = outcome("race", [*examples.up(*between), *attempts])
    assert (found.word, found.consequence[: len(begin)]) == (word, begin)


def inherits(events: list[Event], **signals: list[str]) -> list[Event]:
    """The same run of a tool that starts the target with these signals `ignored` or `blocked`."""
    return [one | signals if one["event"] == "target-ready" else one for one in events]


@pytest.mark.parametrize("events", [examples.gosu_slow(), examples.sudo_slow()])
@pytest.mark.parametrize("how", ["ignored", "blocked"])
def test_a_target_that_inherits_the_signal_ignored_or_blocked_is_never_told(
    events: list[Event], how: str
) -> None:
    found = outcome("slow", inherits(events, **{how: ["SIGHUP", "SIGTERM"]}))
    assert found == Outcome(
        "never-told",
        f"su starts the service with SIGTERM {how}: unless the service changes that itself, it never notices "
        "the signal",
    )
    assert outcome("slow", inherits(events, **{how: ["SIGHUP"]})).word != "never-told"


def test_what_an_older_recording_did_not_write_down_leaves_the_outcome_open() -> None:
    events = [
        {key: value for key, value in one.items() if key not in ("ignored", "blocked")}
        for one in examples.gosu_slow()
    ]
    assert outcome("slow", events) == Outcome(
        "inconclusive",
        "leaves the target untold or is transparent: what the target inherits was not recorded",
    )


def forwarded(signal: str, *more: Event) -> list[Event]:
    """A stop by SIGTERM that the tool turns into `signal`, at which the target ends."""
    return [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001, signal),
        *more,
        examples.leaving(0.002),
        examples.target_ended(0.003, {"status": 0}, "other"),
        examples.tool_ended(0.004, {"status": 0}),
        examples.over(0.005),
    ]


def test_a_target_that_gets_another_signal_is_told_otherwise() -> None:
    assert outcome("prompt", forwarded("SIGTERM")).word == "forwards-and-waits"
    assert outcome("prompt", forwarded("SIGINT")) == Outcome(
        "translates-signal", "SIGTERM to su reaches the service as SIGINT"
    )


@pytest.mark.parametrize(
    ("signal", "sentence"),
    [
        ("SIGTERM", "the service is sent SIGTERM 1.0 s after SIGTERM"),
        ("SIGABRT", "the service is sent SIGABRT 1.0 s after SIGTERM"),
    ],
)
def test_a_forced_end_by_another_signal_than_sigkill_is_one(signal: str, sentence: str) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001),
        examples.made(1.0, signal),
        examples.target_ended(1.001, {"signal": signal}, "other"),
        examples.tool_ended(1.002, TERM),
        examples.over(1.003),
    ]
    word, consequence = "kills-slow-shutdown", f"{IGNORED}: {sentence}"
    assert outcome("slow", events) == Outcome(word, consequence)
    assert outcome("slow", examples.untraced(events)) == Outcome(word, consequence)


def test_a_second_signal_of_the_supervisor_that_is_passed_on_forces_nothing() -> None:
    events = [
        *examples.sudo_slow(),
        examples.sent(0.5),
        examples.made(0.501, "SIGTERM"),
        examples.received(0.501),
    ]
    assert outcome("twice", events).word == "forwards-and-waits"


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGKILL"])
def test_a_tool_that_is_gone_before_its_target_waits_for_nothing(signal: str) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.tool_ended(0.001, {"status": 0}),
        examples.received(0.002, sender=examples.OBSERVER),
        examples.target_ended(0.003, {"status": 0}, "observer"),
        examples.over(0.25),
    ]
    assert outcome("prompt", events).word == "ends-first"
    assert outcome("prompt", events).consequence.startswith("su is gone before the service has ended")


def test_a_tool_that_starts_its_target_again_does_not_stop_it() -> None:
    events = [one for one in examples.sudo_slow() if one["event"] != "tool-ended"]
    again = examples.event(5.1, "target-restarted", examples.CHILD)
    assert outcome("slow", [*events, again]) == Outcome(
        "restarts-target",
        "su starts the service again after it has ended: it is up when it should be stopped",
    )


def test_a_kill_that_only_the_trace_would_show_leaves_the_outcome_open() -> None:
    assert outcome("prompt", examples.untraced(examples.util_linux_prompt())) == Outcome(
        "inconclusive",
        "kills or misreports: a signal to a target that had ended is not visible without the kernel's trace",
    )


def test_a_kill_without_a_word_is_told_as_one() -> None:
    events = [one for one in examples.util_linux_slow() if one.get("signal") != "SIGTERM" or one["t"] <= 0]
    assert outcome("slow", events).consequence == (
        f"{IGNORED}: the service is killed 2.0 s after SIGTERM, without having been told to stop"
    )


ANY_SCENARIO = st.sampled_from(list(SCENARIOS.values()))


@given(STARTS, st.lists(EVENTS, max_size=12), ANY_SCENARIO)
def test_whatever_happens_there_is_an_outcome_of_the_list(
    start: list[Event], events: list[Event], scenario: Scenario
) -> None:
    found = outcome_of(scenario, derive(start + events, scenario), "su")
    assert found.word in OUTCOMES
    assert found.consequence
    assert "None" not in found.consequence


def without(facts: Facts, names: Iterable[str]) -> Facts:
    """`facts` without the knowledge of those called `names`."""
    values = {name: None if name in names else value for name, value in facts.values.items()}
    return Facts(values, {**dict.fromkeys(names, "taken away"), **facts.undetermined})


@given(STARTS, st.lists(EVENTS, max_size=12), ANY_SCENARIO, st.sets(st.sampled_from(NAMES)))
def test_taking_facts_away_never_yields_another_definite_outcome(
    start: list[Event], events: list[Event], scenario: Scenario, names: set[str]
) -> None:
    facts = derive(start + events, scenario)
    before, after = outcome_of(scenario, facts, "su"), outcome_of(scenario, without(facts, names), "su")
    assert after.word in (before.word, "inconclusive")
    assert "None" not in after.consequence


@given(st.sampled_from(sorted(RECORDINGS.glob("*.json"))), st.sets(st.sampled_from(NAMES)))
def test_taking_facts_away_from_a_real_recording_never_yields_another_definite_outcome(
    file: Path, names: set[str]
) -> None:
    recording = Recording.from_json(json.loads(file.read_text(encoding="utf-8")))
    scenario = SCENARIOS[recording.scenario]
    facts = derive(recording.events, scenario)
    after = outcome_of(scenario, without(facts, names), "su").word
    assert after in (outcome_of(scenario, facts, "su").word, "inconclusive")


def test_taking_the_trace_away_from_a_real_recording_never_yields_another_definite_outcome() -> None:
    found = {}
    for file in sorted(RECORDINGS.glob("*.json")):
        recording = Recording.from_json(json.loads(file.read_text(encoding="utf-8")))
        scenario = SCENARIOS[recording.scenario]
        before, after = (
            outcome_of(scenario, derive(events, scenario), "su").word
            for events in (recording.events, examples.untraced(list(recording.events)))
        )
        if after not in (before, "inconclusive"):
            found[file.name] = (before, after)
    assert found == {}
