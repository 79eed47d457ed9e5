"""Facts are what a timeline shows, no more; what it does not show has a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.recording.facts import NAMES, derive
from dropexec.recording.scenario import SCENARIOS
from dropexec.recording.timeline import KINDS, Event
from tests.unit.recording import examples

TERM, KILL = {"signal": "SIGTERM"}, {"signal": "SIGKILL"}


def facts(**values: Any) -> dict[str, Any]:
    """Every fact as of a tool that forks, hands TERM on to the process and waits, but for `values`."""
    usual = {
        "forks": True,
        "processes_between": 1,
        "inherits_ignored": [],
        "inherits_blocked": [],
        "target_receives": ["SIGTERM"],
        "term_reaches_target": True,
        "term_sent_to": "process",
        "term_sent": 1,
        "term_deliveries": 1,
        "grace_seconds": None,
        "escalates_to": None,
        "escalation": None,
        "unforced_seconds": None,
        "target_finished": True,
        "orphaned": False,
        "restarted": False,
        "ends_first": False,
        "tool_end": {"status": 0},
        "tool_seconds": 2.001,
        "target_end": {"status": 0},
        "waits_for_target": True,
        "watched_seconds": 2.002,
        "attempts": None,
    }
    return usual | values


WAITED: dict[str, Any] = {"unforced_seconds": 5.001, "tool_seconds": 5.002, "watched_seconds": 5.003}
NONE_YET = "none in the 5.0 s that the target took; a longer grace period would not show"

KNOWN: list[tuple[str, str, list[Event], dict[str, Any], dict[str, str]]] = [
    (
        "util-linux, slow",
        "slow",
        examples.util_linux_slow(),
        facts(
            grace_seconds=2.0,
            escalates_to="SIGKILL",
            escalation="unconditional",
            target_receives=["SIGTERM", "SIGKILL"],
            target_finished=False,
            tool_end=TERM,
            target_end=KILL,
            waits_for_target=False,
        ),
        {},
    ),
    (
        "util-linux, prompt",
        "prompt",
        examples.util_linux_prompt(),
        facts(
            grace_seconds=2.0,
            escalates_to="SIGKILL",
            escalation="unconditional",
            tool_end=TERM,
            waits_for_target=False,
        ),
        {},
    ),
    (
        "shadow 4.13, slow",
        "slow",
        examples.shadow_4_13_slow(),
        facts(
            term_sent_to="process-group",
            grace_seconds=2.0,
            escalates_to="SIGKILL",
            escalation="if-alive",
            target_receives=["SIGTERM", "SIGKILL"],
            target_finished=False,
            tool_end={"status": 255},
            target_end=KILL,
        ),
        {},
    ),
    (
        "shadow 4.5, slow",
        "slow",
        examples.shadow_4_5_slow(),
        facts(term_sent_to="process-group", tool_end={"status": 255}, **WAITED),
        dict.fromkeys(("grace_seconds", "escalates_to", "escalation"), NONE_YET),
    ),
    (
        "sudo, slow",
        "slow",
        examples.sudo_slow(),
        facts(**WAITED),
        dict.fromkeys(("grace_seconds", "escalates_to", "escalation"), NONE_YET),
    ),
    (
        "gosu, slow",
        "slow",
        examples.gosu_slow(),
        facts(
            forks=False,
            processes_between=0,
            unforced_seconds=5.001,
            tool_seconds=5.001,
            watched_seconds=5.002,
        ),
        {},
    ),
]


@pytest.mark.parametrize(
    ("scenario", "events", "expected", "undetermined"),
    [row[1:] for row in KNOWN],
    ids=[row[0] for row in KNOWN],
)
def test_facts_of_a_whole_stop(
    scenario: str, events: list[Event], expected: dict[str, Any], undetermined: dict[str, str]
) -> None:
    found = derive(events, SCENARIOS[scenario])
    assert found.values == expected
    assert found.undetermined == undetermined


def test_a_shell_that_forked_leaves_an_orphan_that_nobody_signalled() -> None:
    found = derive(examples.dash_plain(), SCENARIOS["slow"])
    assert found.values == facts(
        processes_between=2,
        target_receives=[],
        term_reaches_target=False,
        term_sent_to=None,
        term_sent=0,
        term_deliveries=0,
        unforced_seconds=2.25,
        target_finished=False,
        orphaned=True,
        ends_first=True,
        tool_end=TERM,
        tool_seconds=2.0,
        target_end=None,
        waits_for_target=False,
        watched_seconds=2.25,
    )
    assert found.undetermined == {
        "target_end": "the target was still running when the watch ended, 2.2 s after the first signal",
    }


def test_a_signal_that_is_lost_leaves_what_it_would_have_told_undetermined() -> None:
    found = derive(examples.util_linux_hup(), SCENARIOS["HUP"])
    assert found.values == facts(
        target_receives=[],
        term_reaches_target=None,
        term_sent_to=None,
        term_sent=0,
        term_deliveries=0,
        unforced_seconds=0.5,
        target_finished=None,
        tool_end=None,
        tool_seconds=None,
        target_end=None,
        watched_seconds=0.5,
    )
    assert set(found.undetermined) == {
        "term_reaches_target",
        "term_sent_to",
        "grace_seconds",
        "escalates_to",
        "escalation",
        "target_finished",
        "tool_end",
        "tool_seconds",
        "target_end",
    }


def test_without_a_trace_process_and_group_are_told_apart_by_the_targets_child_alone() -> None:
    plain = derive(examples.untraced(examples.util_linux_slow()), SCENARIOS["slow"])
    assert (plain.values["term_sent_to"], "term_sent_to" in plain.undetermined) == (None, True)
    alone = [
        *examples.up(examples.TOOL),
        examples.event(-0.01, "child-ready", examples.CHILD),
        examples.sent(),
        examples.received(0.001),
        examples.leaving(0.001),
        examples.target_ended(0.002, {"status": 0}, "other"),
        examples.tool_ended(0.003, {"status": 0}),
        examples.over(0.004, traced=False),
    ]
    both = [*alone, examples.received(0.001, pid=examples.CHILD)]
    other = [*alone, examples.received(0.001, pid=examples.CHILD, sender=examples.OBSERVER)]
    group = SCENARIOS["group"]
    assert [derive(events, group).values["term_sent_to"] for events in (alone, both, other)] == [
        "process",
        "process-group",
        "process",
    ]


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (examples.control(2.0, kill_made=2.0), "unconditional"),
        (examples.control(2.0, kill_made=None, traced=False), "unconditional"),
        (examples.control(2.0, kill_made=None), "if-alive"),
        (examples.control(0.011, kill_made=None, traced=False), "if-alive"),
        (examples.control(None, kill_made=None), None),
    ],
)
def test_the_run_beside_tells_an_unconditional_kill(control: Event, expected: str | None) -> None:
    events = [one for one in examples.util_linux_slow() if one["event"] != "control"]
    found = derive([*events, control], SCENARIOS["slow"])
    assert found.values["escalation"] == expected
    assert ("escalation" in found.undetermined) == (expected is None)


def test_a_kill_without_a_run_beside_is_of_unknown_kind() -> None:
    events = [one for one in examples.util_linux_slow() if one["event"] != "control"]
    found = derive(events, SCENARIOS["slow"])
    assert (found.values["escalates_to"], found.values["escalation"]) == ("SIGKILL", None)
    assert set(found.undetermined) == {"escalation", "waits_for_target"}


def test_a_target_that_ends_at_once_does_not_tell_whether_it_would_have_been_killed() -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001),
        examples.leaving(0.001),
        examples.target_ended(0.002, {"status": 0}, "other"),
        examples.tool_ended(0.003, {"status": 0}),
        examples.over(0.004),
    ]
    found = derive(events, SCENARIOS["prompt"])
    assert {"grace_seconds", "escalates_to", "escalation"} <= set(found.undetermined)


@pytest.mark.parametrize(("target", "tool"), [(0.003, 0.004), (0.004, 0.004), (0.004, 0.003)])
def test_which_of_two_ends_is_noticed_first_changes_no_fact(target: float, tool: float) -> None:
    found = derive(
        [
            *examples.up(examples.TOOL),
            examples.sent(),
            examples.made(0.001, "SIGTERM"),
            examples.received(0.002),
            examples.leaving(0.002),
            examples.target_ended(target, examples.CLEAN, "other"),
            examples.tool_ended(tool, examples.CLEAN),
            examples.over(0.005),
        ],
        SCENARIOS["prompt"],
    )
    assert set(found.undetermined) == {*("grace_seconds", "escalates_to", "escalation", "term_sent_to")}
    assert found.values == facts(
        term_sent_to=None, unforced_seconds=target, tool_seconds=tool, watched_seconds=0.005
    )


def test_a_kill_that_the_observer_sent_is_nobodys_escalation() -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(signal="SIGKILL"),
        examples.tool_ended(0.001, KILL),
        examples.over(0.25),
    ]
    found = derive(events, SCENARIOS["kill"])
    assert (found.values["escalates_to"], found.values["orphaned"]) == (None, True)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([examples.target_ended(0.1, TERM, "other")], TERM),
        ([examples.made(0.0, "SIGTERM"), examples.target_ended(0.1, None, "other")], TERM),
        (
            [
                examples.made(0.0, "SIGTERM"),
                examples.made(0.1, "SIGKILL"),
                examples.target_ended(0.1, None, "other"),
            ],
            KILL,
        ),
        ([examples.target_ended(0.1, None, "other")], None),
    ],
)
def test_an_end_that_no_wait_tells_is_read_off_the_signals(events: list[Event], expected: Any) -> None:
    found = derive(
        [*examples.up(examples.TOOL), examples.sent(), *events, examples.over(8.0)], SCENARIOS["dies"]
    )
    assert found.values["target_end"] == expected


@pytest.mark.parametrize(("later", "orphaned"), [(0.0, False), (0.2, False), (0.3, True), (None, True)])
def test_what_ends_right_after_the_tool_was_ending_anyway(later: float | None, orphaned: bool) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.tool_ended(2.0, TERM),
        examples.over(8.0),
    ]
    if later is not None:
        events.append(examples.target_ended(2.0 + later, KILL, "observer"))
    assert derive(events, SCENARIOS["slow"]).values["orphaned"] is orphaned


def test_a_default_disposition_that_never_met_a_signal_has_had_none() -> None:
    events = [
        *examples.up(examples.SHELL, examples.TOOL),
        examples.sent(),
        examples.tool_ended(2.0, TERM),
        examples.over(2.25),
    ]
    found = derive(events, SCENARIOS["dies"]).values
    assert (found["term_deliveries"], found["term_reaches_target"], found["orphaned"]) == (0, False, True)


@pytest.mark.parametrize(("end", "deliveries"), [(TERM, 1), (KILL, 0), (None, None)])
def test_a_default_disposition_is_told_by_how_the_target_ended(end: Any, deliveries: int | None) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.target_ended(0.1, end, "other"),
        examples.over(0.2),
    ]
    found = derive(events, SCENARIOS["dies"])
    assert (found.values["term_deliveries"], found.values["term_reaches_target"]) == (
        deliveries,
        None if deliveries is None else deliveries == 1,
    )


@pytest.mark.parametrize(("tool", "waits"), [(0.01, True), (0.2, True), (2.0, False)])
def test_where_the_kernel_reaps_a_tool_that_ends_late_has_not_waited(tool: float, waits: bool) -> None:
    events = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.001), examples.leaving(0.001)]
    events += [
        examples.target_ended(0.005, {"status": 0}, None),
        examples.tool_ended(tool, TERM),
        examples.over(tool),
    ]
    assert derive(events, SCENARIOS["pid1"]).values["waits_for_target"] is waits


@pytest.mark.parametrize(
    ("calls", "sent_to"),
    [
        ([examples.called(0.001, "SIGTERM", examples.TARGET)], "process"),
        ([examples.called(0.001, "SIGTERM", 1)], "process"),
        ([examples.called(0.001, "SIGTERM", 0)], "process-group"),
        ([examples.called(0.001, "SIGTERM", -examples.TARGET)], "process-group"),
        # Neither what another process called, nor what was called afterwards, made this signal.
        (
            [
                examples.called(0.001, "SIGTERM", examples.TARGET),
                examples.called(0.0005, "SIGTERM", -1, examples.SHELL),
                examples.called(0.5, "SIGTERM", -1),
            ],
            "process",
        ),
    ],
)
def test_the_argument_of_kill_tells_process_from_group(calls: list[Event], sent_to: str) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        *calls,
        examples.made(0.001, "SIGTERM"),
        examples.received(0.002),
    ]
    assert derive([*events, examples.over(8.0)], SCENARIOS["slow"]).values["term_sent_to"] == sent_to


@pytest.mark.parametrize(
    ("kill", "late", "expected"),
    [
        (2.0, 0.4, "if-alive"),
        (2.0, 0.6, "unconditional"),
        (0.5, 0.2, "if-alive"),
        (0.5, 0.3, "unconditional"),
    ],
)
def test_without_a_trace_a_tool_that_ends_late_was_going_to_kill(
    kill: float, late: float, expected: str
) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.received(0.001),
        examples.target_ended(kill, KILL, "observer"),
    ]
    events += [examples.tool_ended(kill, TERM), examples.over(kill, traced=False)]
    beside = examples.control(0.01 + late, kill_made=None, traced=False)
    assert derive([*events, beside], SCENARIOS["slow"]).values["escalation"] == expected


def test_a_slow_target_that_crashed_on_the_way_does_not_tell_of_a_kill() -> None:
    events = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.001)]
    events += [
        examples.target_ended(0.5, {"signal": "SIGSEGV"}, "other"),
        examples.tool_ended(0.5, {"status": 139}),
    ]
    found = derive([*events, examples.over(0.6)], SCENARIOS["slow"])
    assert {"escalates_to", "grace_seconds", "escalation"} <= set(found.undetermined)


def test_a_kill_whose_effect_is_unknown_is_not_called_pointless() -> None:
    events = [*examples.up(examples.TOOL), examples.sent(), examples.made(2.0004, "SIGKILL")]
    for ended in ([], [examples.target_ended(2.1, None, "other")]):
        found = derive([*events, *ended, examples.over(8.0)], SCENARIOS["stubborn"])
        assert (found.values["grace_seconds"], found.values["escalation"]) == (2.0, None)


@pytest.mark.parametrize(
    ("scenario", "events", "finished"),
    [
        ("prompt", [], False),
        ("prompt", [examples.received(0.1), examples.leaving(0.1)], True),
        ("HUP", [], None),
        ("HUP", [examples.received(0.1, "SIGHUP")], None),
        ("HUP", [examples.received(0.1, "SIGHUP"), examples.received(0.1), examples.leaving(0.1)], True),
        ("HUP", [examples.received(0.1)], False),
        ("stubborn", [examples.received(0.1)], None),
    ],
)
def test_a_shutdown_is_finished_by_a_target_that_was_told_to(
    scenario: str, events: list[Event], finished: bool | None
) -> None:
    found = derive(
        [*examples.up(examples.TOOL), examples.sent(), *events, examples.over(8.0)], SCENARIOS[scenario]
    )
    assert found.values["target_finished"] is finished
    assert ("target_finished" in found.undetermined) == (finished is None)


@pytest.mark.parametrize("noticed", [0.003, 0.009])
def test_a_kill_of_a_target_that_has_just_left_forces_nothing(noticed: float) -> None:
    events = [
        *examples.up(examples.TOOL),
        examples.sent(),
        examples.made(0.001, "SIGTERM"),
        examples.received(0.002),
        examples.leaving(0.002),
        examples.target_ended(noticed, {"status": 0}, "other"),
        examples.made(0.005, "SIGKILL") | {"delivered": False},
        examples.tool_ended(0.01, {"status": 0}),
        examples.over(0.02),
    ]
    found = derive(events, SCENARIOS["prompt"])
    assert (found.values["escalates_to"], found.values["unforced_seconds"]) == (None, noticed)


def test_a_race_tells_of_orphans_only() -> None:
    attempts = [examples.event(0.01 * n, "attempt", delay=0.0, outcome="ended") for n in range(3)]
    lost = examples.event(0.04, "attempt", delay=0.004, outcome="orphaned")
    for events, orphaned in (attempts, False), ([*attempts, lost], True):
        found = derive([*examples.up(examples.TOOL), *events], SCENARIOS["race"])
        known = {name for name in NAMES if name not in found.undetermined}
        assert known == {
            *("forks", "processes_between", "inherits_ignored", "inherits_blocked", "orphaned", "attempts")
        }
        assert found.values["orphaned"] is orphaned
        assert found.values["attempts"] == {"ended": 3, "orphaned": int(orphaned), "lost": 0}


def test_no_events_at_all_leave_no_fact_standing_but_what_a_missing_event_says() -> None:
    found = derive([], SCENARIOS["slow"])
    assert tuple(found.values) == NAMES
    assert found.values["forks"] is None
    assert found.undetermined["tool_end"] == "not watched to the end"


PIDS = st.sampled_from([examples.TOOL, examples.TARGET, examples.SHELL, examples.CHILD])
ENDS = st.sampled_from([TERM, KILL, {"status": 0}, {"status": 255}, None])
TIMES = st.sampled_from([0.0, 0.001, 0.5, 2.0, 5.0])
SIGNALS = st.sampled_from(["SIGTERM", "SIGKILL", "SIGHUP"])
EVENTS = st.one_of(
    st.builds(examples.tool_ended, TIMES, ENDS),
    st.builds(examples.target_ended, TIMES, ENDS, st.sampled_from(["observer", "other", None])),
    st.builds(examples.made, TIMES, SIGNALS, PIDS, PIDS, delivered=st.booleans()),
    st.builds(examples.called, TIMES, SIGNALS, st.sampled_from([examples.TARGET, -examples.TARGET, 0]), PIDS),
    st.builds(examples.received, TIMES, SIGNALS, PIDS, PIDS),
    st.builds(examples.leaving, TIMES, st.integers(0, 7)),
    st.builds(lambda t: examples.event(t, "marker", examples.TARGET), TIMES),
    st.builds(lambda t: examples.event(t, "child-ready", examples.CHILD), TIMES),
    st.builds(examples.over, TIMES),
    st.builds(examples.control, st.sampled_from([0.01, 2.0, None]), kill_made=st.sampled_from([2.0, None])),
    st.builds(
        lambda t, outcome: examples.event(t, "attempt", delay=t, outcome=outcome),
        TIMES,
        st.sampled_from(["ended", "orphaned", "lost"]),
    ),
)
STARTS = st.sampled_from([(examples.TOOL,), (examples.SHELL, examples.TOOL), ()]).map(
    lambda between: examples.up(*between)
)


@given(st.data(), STARTS, st.lists(EVENTS, max_size=12), st.sampled_from(list(SCENARIOS.values())))
def test_facts_do_not_depend_on_the_order_of_events(
    data: st.DataObject, start: list[Event], events: list[Event], scenario: Any
) -> None:
    told = start + events
    shuffled = data.draw(st.permutations(told))
    assert derive(shuffled, scenario) == derive(told, scenario)


@given(STARTS, st.lists(EVENTS, max_size=12), st.sampled_from(list(SCENARIOS.values())))
def test_every_fact_is_there_and_every_reason_is_for_a_null(
    start: list[Event], events: list[Event], scenario: Any
) -> None:
    found = derive(start + events, scenario)
    assert tuple(found.values) == NAMES
    assert all(found.values[name] is None and reason for name, reason in found.undetermined.items())


def test_the_stories_speak_of_known_events_only() -> None:
    told = [event for row in KNOWN for event in row[2]] + examples.dash_plain() + examples.sudo_hup()
    assert {event["event"] for event in told} <= set(KINDS)
