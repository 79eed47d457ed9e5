from __future__ import annotations

from typing import Any

import pytest

from tests.lab.difference import TOLERANCE, differences

FACTS = {
    "forks": True,
    "term_deliveries": 1,
    "grace_seconds": 2.0,
    "escalates_to": "SIGKILL",
    "unforced_seconds": None,
    "tool_seconds": 2.01,
    "term_sent": 2,
    "target_receives": ["SIGTERM"],
    "orphaned": False,
    "tool_end": None,
}
LINGERS = "the tool was still running when the watch ended, 8.0 s after the first signal"


def recording(*, traced: bool = True, undetermined: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    facts = {name: changes.pop(name, value) for name, value in FACTS.items()}
    return {
        "scenario": "slow",
        "tool": {"name": "su"},
        "verdict": "kills-slow-shutdown",
        "facts": {name: None if name in undetermined else value for name, value in facts.items()},
        "undetermined": dict.fromkeys(undetermined, LINGERS),
        "events": [{"event": "watch-ended", "t": 8.0, "traced": traced}],
        **changes,
    }


@pytest.mark.parametrize(
    "fresh",
    [
        recording(),
        recording(grace_seconds=2.0 + TOLERANCE - 0.001),
        recording(grace_seconds=2.0 - TOLERANCE + 0.001),
        recording(tool_seconds=2.5),
        recording(term_sent=1),
        recording(undetermined=("grace_seconds",), traced=False),
        recording(events=[{"event": "watch-ended", "t": 3.5, "traced": True}, {"event": "control", "t": 9}]),
    ],
)
def test_times_and_what_only_the_kernels_trace_tells_are_no_difference(fresh: dict[str, Any]) -> None:
    assert differences(recording(), fresh) == []


def test_whether_a_target_lived_to_be_continued_is_no_difference() -> None:
    told, continued = (
        recording(target_receives=["SIGTERM"]),
        recording(target_receives=["SIGTERM", "SIGCONT"]),
    )
    assert differences(told, continued) == differences(continued, told) == []
    assert differences(told, recording(target_receives=["SIGHUP"])) == [
        "target_receives: committed ['SIGTERM'], now ['SIGHUP']"
    ]


def test_a_known_none_is_not_contradicted_by_a_run_that_could_not_tell() -> None:
    assert FACTS["tool_end"] is None
    assert differences(recording(), recording(undetermined=("tool_end",))) == []


def test_a_fact_that_neither_could_determine_is_no_difference_whatever_the_reason() -> None:
    committed = recording(undetermined=("tool_end",))
    committed["undetermined"]["tool_end"] = LINGERS.replace("8.0", "8.1")
    assert differences(committed, recording(undetermined=("tool_end",))) == []


@pytest.mark.parametrize(
    ("committed", "fresh", "sentence"),
    [
        (recording(), recording(forks=False), "forks: committed True, now False"),
        (
            recording(),
            recording(grace_seconds=2.0 + TOLERANCE + 0.001),
            f"grace_seconds: committed 2.0, now {2.0 + TOLERANCE + 0.001}",
        ),
        (recording(), recording(grace_seconds=None), "grace_seconds: committed 2.0, now None"),
        (recording(), recording(term_sent=0), "term_sent: committed 2, now 0"),
        (
            recording(),
            recording(unforced_seconds=2.0),
            "unforced_seconds: committed None, now 2.0",
        ),
        (recording(), recording(escalates_to=None), "escalates_to: committed 'SIGKILL', now None"),
        (
            recording(),
            recording(undetermined=("orphaned",)),
            f"orphaned: committed False, now undetermined ({LINGERS})",
        ),
        (
            recording(undetermined=("tool_end",)),
            recording(tool_end={"status": 255}),
            f"tool_end: committed undetermined ({LINGERS}), now {{'status': 255}}",
        ),
        (
            recording(),
            recording(verdict="orphans-target"),
            "verdict: committed kills-slow-shutdown, now orphans-target",
        ),
    ],
)
def test_each_fact_and_the_verdict_differ_in_one_sentence(
    committed: dict[str, Any], fresh: dict[str, Any], sentence: str
) -> None:
    assert differences(committed, fresh) == [sentence]


def sent(*delivered: bool) -> list[dict[str, Any]]:
    made = {"event": "signal-made", "process": "target", "signal": "SIGTERM"}
    return [{**made, "t": number / 1000, "delivered": one} for number, one in enumerate(delivered)]


def test_how_many_of_two_signals_sent_at_once_arrive_is_no_difference() -> None:
    once = recording(term_deliveries=1, events=sent(True, False))
    twice = recording(term_deliveries=2, events=sent(True, True))
    assert differences(once, twice) == differences(twice, once) == []


def test_how_many_of_two_signals_sent_one_after_the_other_arrive_is_a_difference() -> None:
    once = recording(term_deliveries=1, events=sent(True))
    twice = recording(term_deliveries=2, events=sent(True, True))
    assert differences(once, twice) == ["term_deliveries: committed 1, now 2"]


def test_a_signal_that_came_after_the_end_does_not_excuse_a_difference() -> None:
    late = [{"event": "target-ended", "t": 0.0005}]
    once = recording(term_deliveries=1, events=[*sent(True, False), *late])
    twice = recording(term_deliveries=2, events=sent(True, True))
    assert differences(once, twice) == ["term_deliveries: committed 1, now 2"]


def test_how_a_race_went_is_no_difference_but_who_was_in_it_is() -> None:
    committed = recording(scenario="race", orphaned=True, verdict="orphans-target")
    fresh = recording(scenario="race", verdict="inconclusive")
    assert differences(committed, fresh) == []
    assert differences(committed, {**fresh, "facts": {**fresh["facts"], "forks": False}}) == [
        "forks: committed True, now False"
    ]


@pytest.mark.parametrize(("later", "found"), [(2.001, []), (2.5, ["ends_first: committed True, now False"])])
def test_which_of_two_ends_that_come_together_is_noticed_first_is_chance(
    later: float, found: list[str]
) -> None:
    def ending(*, first: bool) -> dict[str, Any]:
        made = recording(events=[{"event": "tool-ended", "t": 2.0}, {"event": "target-ended", "t": later}])
        made["facts"]["ends_first"] = first
        return made

    assert differences(ending(first=True), ending(first=False)) == found
