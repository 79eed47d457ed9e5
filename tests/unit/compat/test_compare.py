from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.compat.compare import AGREE, DISAGREE, INCONCLUSIVE, Comparison, check_recording, claims_for
from dropexec.compat.load import RECORDINGS, catalogue
from dropexec.compat.values import json_value
from dropexec.recording.ending import Ending

if TYPE_CHECKING:
    from dropexec.compat.model import Behaviour, Claim, Implementation, ReleaseClaims

KNOWN = catalogue()
DASH = {"shell": "/usr/bin/dash"}
FACTUAL = [item for item in KNOWN.behaviours.values() if item.fact]
CASES = [(item, part) for item in KNOWN.implementations.values() for part in item.ranges]


def _version(part: ReleaseClaims) -> str:
    """Return a release inside the stretch: its first, or one below its end."""
    span = part.release.range
    if span.since is not None:
        return span.since.text
    return "1.0" if span.before is None else "8.0"


def _recording(item: Implementation, part: ReleaseClaims, scenario: str, **more: Any) -> dict[str, Any]:
    """Return what a probe writes down where every claim of the stretch is true."""
    facts: dict[str, Any] = {}
    undetermined = {}
    for behaviour in FACTUAL:
        if scenario not in behaviour.scenarios or behaviour.form != more.get("form", "exec"):
            continue
        claim = part[behaviour.id]
        assert behaviour.fact is not None
        facts[behaviour.fact] = json_value(claim.value)
        if not claim.known:
            undetermined[behaviour.fact] = "not determined"
    return {
        "format": "dropexec-recording/1",
        "tool": {
            "name": item.name,
            "version": _version(part),
            "package": None,
            "variant": part.release.variant,
        },
        "scenario": scenario,
        "signal": "SIGTERM",
        "facts": facts,
        "undetermined": undetermined,
        "events": [],
        **more,
    }


@given(st.sampled_from(CASES), st.sampled_from(sorted({name for item in FACTUAL for name in item.scenarios})))
def test_a_recording_made_from_the_claims_agrees_with_them(
    case: tuple[Implementation, ReleaseClaims], scenario: str
) -> None:
    item, part = case
    found = [
        one
        for one in check_recording(_recording(item, part, scenario))
        if KNOWN.behaviours[one.behaviour].fact
    ]
    assert found
    for one in found:
        expected = AGREE if part[one.behaviour].known else INCONCLUSIVE
        assert (one.behaviour, one.verdict) == (one.behaviour, expected)
        assert one.claimed == json_value(part[one.behaviour].value)


def _other(behaviour: Behaviour, claim: Claim) -> Any:
    """Return a value of the behaviour's type that is not the claimed one."""
    if behaviour.type == "bool":
        return not claim.value
    if behaviour.type == "choice":
        return next((choice for choice in behaviour.choices if choice != claim.value), None)
    if behaviour.type == "ending":
        return {"status": 3} if claim.value != Ending(status=3) else {"status": 4}
    return 77 if claim.value != 77 else 78


@given(st.sampled_from(CASES), st.sampled_from(FACTUAL), st.data())
def test_one_fact_that_differs_is_the_one_that_disagrees(
    case: tuple[Implementation, ReleaseClaims], behaviour: Behaviour, data: st.DataObject
) -> None:
    item, part = case
    claim = part[behaviour.id]
    recording = _recording(
        item, part, data.draw(st.sampled_from(behaviour.scenarios)), form=behaviour.form, **DASH
    )
    assert behaviour.fact is not None
    value = _other(behaviour, claim)
    recording["facts"][behaviour.fact] = value
    recording["undetermined"].pop(behaviour.fact, None)
    if not claim.known or (behaviour.rare and value is False) or (value is None and not behaviour.nullable):
        expected = INCONCLUSIVE
    else:
        expected = DISAGREE if value != json_value(claim.value) else AGREE
    verdicts = {one.behaviour: one.verdict for one in check_recording(recording)}
    assert verdicts[behaviour.id] == expected
    assert DISAGREE not in {
        verdict for name, verdict in verdicts.items() if KNOWN.behaviours[name].fact != behaviour.fact
    }


SU = {"name": "su", "path": "/usr/bin/su", "version": "2.38.1", "package": "util-linux 2.38.1-5+deb12u3"}


def _slow(**facts: Any) -> dict[str, Any]:
    return {
        "format": "dropexec-recording/1",
        "tool": SU,
        "scenario": "slow",
        "facts": facts,
        "undetermined": {},
    }


def _one(recording: dict[str, Any], behaviour: str) -> Comparison:
    (found,) = [one for one in check_recording(recording) if one.behaviour == behaviour]
    return found


@pytest.mark.parametrize(
    ("observed", "verdict"), [(1.5, AGREE), (2.0, AGREE), (2.5, AGREE), (1.49, DISAGREE), (2.51, DISAGREE)]
)
def test_a_time_agrees_within_its_tolerance(observed: float, verdict: str) -> None:
    assert _one(_slow(grace_seconds=observed), "grace_seconds").verdict == verdict


def test_a_disagreement_says_what_was_claimed_on_what_evidence_and_what_was_seen() -> None:
    assert _one(_slow(tool_end={"status": 143}), "tool_end") == Comparison(
        "tool_end",
        DISAGREE,
        {"signal": "SIGTERM"},
        {"status": 143},
        "claimed SIGTERM (probed), observed status 143",
    )


def test_no_kill_where_one_is_claimed_is_a_disagreement_and_an_undetermined_one_is_not() -> None:
    recording = _slow(grace_seconds=None, escalation=None)
    recording["undetermined"]["escalation"] = "the target was alive"
    assert _one(recording, "grace_seconds").verdict == DISAGREE
    assert _one(recording, "escalation") == Comparison(
        "escalation", INCONCLUSIVE, "unconditional", None, "the target was alive"
    )


def test_a_null_without_a_reason_where_there_is_always_a_value_is_inconclusive() -> None:
    assert _one(_slow(forks=None), "forks").reason == "the recording gives no reason for a null forks"


def test_a_fact_that_is_not_in_the_recording_is_inconclusive() -> None:
    assert _one(_slow(), "forks").reason == "the recording has no fact forks"


def test_a_tool_that_outlived_the_watch_agrees_with_a_claim_that_it_never_ends() -> None:
    recording = {
        "format": "dropexec-recording/1",
        "tool": {"name": "sudo", "version": "1.9.17", "package": "sudo 1.9.17p2-9"},
        "scenario": "stubborn",
        "facts": {"tool_end": None},
        "undetermined": {"tool_end": "still running after 8.0 s"},
        "events": [{"t": 0.0, "event": "signal-sent"}, {"t": 8.0, "event": "watch-ended"}],
    }
    assert _one(recording, "tool_end_stubborn").verdict == AGREE


def test_a_race_that_orphaned_nothing_proves_nothing_and_one_that_did_agrees() -> None:
    recording = {**_slow(orphaned=False), "scenario": "race"}
    assert _one(recording, "start_race").verdict == INCONCLUSIVE
    assert _one({**recording, "facts": {"orphaned": True}}, "start_race").verdict == AGREE


@pytest.mark.parametrize(
    ("tool", "implementation", "release"),
    [
        (SU, "util-linux-su", "2.38"),
        ({**SU, "argv": ["su", "-P"]}, "util-linux-su-pty", "2.38"),
        ({"name": "su", "version": "4.4", "package": "login 1:4.4-4.1"}, "shadow-su", "4.5"),
        ({"name": "su", "version": "2.23.2", "package": "util-linux 2.23.2-63.el7"}, "util-linux-su", "el7"),
        ({"name": "su", "version": "8.4", "package": "coreutils 8.4-9.el6"}, "coreutils-su", "el6.0"),
        ({"name": "su-rs", "version": "0.2.5", "package": "sudo-rs 0.2.5-5"}, "sudo-rs-su", "0.2"),
        ({"name": "busybox-su", "version": "1.37.0", "package": "busybox 1:1.37.0-6"}, "busybox-su", "all"),
        (
            {"name": "start-stop-daemon", "version": "1.36.1", "package": "busybox 1.36.1-r2"},
            "start-stop-daemon",
            "busybox",
        ),
        (
            {"name": "su", "implementation": "shadow-su", "version": "4.8.1", "variant": "no-pam"},
            "shadow-su",
            "no-pam",
        ),
        ({"name": "gosu", "version": "1.14", "package": None}, "gosu", "all"),
    ],
)
def test_a_tool_is_known_by_its_name_package_and_build(
    tool: dict[str, Any], implementation: str, release: str
) -> None:
    claims, reason = claims_for(KNOWN, {"tool": tool, "argv": tool.get("argv")})
    assert claims is not None
    assert (claims.release.id, reason) == (release, "")
    assert claims.release in [part.release for part in KNOWN.implementations[implementation].ranges]


@pytest.mark.parametrize(
    ("tool", "reason"),
    [
        (
            {"name": "su", "version": "1.0", "package": "mysu 1.0"},
            "no implementation called 'su' (package: mysu)",
        ),
        (
            {"name": "su", "version": "2.38.1", "package": None},
            "no implementation called 'su' (package: none)",
        ),
        (
            {"name": "su-rs", "version": "0.2.5", "package": "mysu 0.2.5"},
            "no implementation called 'su-rs' (package: mysu)",
        ),
        ({"name": "frobnicate", "version": "1"}, "no implementation called 'frobnicate'"),
        ({**SU, "version": None, "package": "util-linux"}, "does not say which release of util-linux-su"),
        ({**SU, "package": "util-linux 2.13"}, "holds no release 2.13 of util-linux-su"),
    ],
)
def test_an_unknown_tool_or_release_is_inconclusive_and_says_why(tool: dict[str, Any], reason: str) -> None:
    found = check_recording({**_slow(forks=True), "tool": tool})
    assert {one.verdict for one in found} == {INCONCLUSIVE}
    assert all(reason in one.reason for one in found)


def test_a_scenario_that_no_behaviour_is_about_compares_nothing() -> None:
    assert check_recording({**_slow(), "scenario": "earthquake"}) == []


def test_a_command_form_other_than_exec_says_nothing_on_the_usual_behaviours() -> None:
    recording = {**_slow(orphaned=True), "form": "plain", "shell": "/usr/bin/dash"}
    assert [(one.behaviour, one.verdict) for one in check_recording(recording)] == [
        ("orphaned_plain_dash", AGREE)
    ]
    assert check_recording({**recording, "shell": "/usr/bin/bash"}) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "dropexec-recording/2"}, "format is 'dropexec-recording/2'"),
        ({"tool": "su"}, "tool is missing"),
        ({"facts": []}, "facts and undetermined are objects"),
        ({"events": {}}, "events is a list of objects"),
        ({"facts": {"forks": "yes"}}, "fact forks: expected true or false, found 'yes'"),
    ],
)
def test_what_is_no_recording_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="not a recording") as refusal:
        check_recording({**_slow(), **change})
    assert message in str(refusal.value)


def _relayed_late(*, merged: bool) -> Comparison:
    """Return the verdict on one SIGTERM where two are claimed: the supervisor's and the relayed one."""
    path = RECORDINGS / "debian-13-util-linux-su-2.41.5-tree.json"
    recording = json.loads(path.read_text(encoding="utf-8"))
    recording["facts"]["term_deliveries"] = 1
    term = {"event": "signal-made", "signal": "SIGTERM", "process": "target"}
    for event in recording["events"]:
        if term.items() <= event.items():
            event["delivered"] = not merged
    return next(one for one in check_recording(recording) if one.behaviour == "term_deliveries_tree")


def test_a_signal_that_the_kernel_merged_counts_neither_for_nor_against_a_claim() -> None:
    assert _relayed_late(merged=False).verdict == DISAGREE
    verdict = _relayed_late(merged=True)
    assert (verdict.verdict, verdict.reason.partition(":")[0]) == (
        INCONCLUSIVE,
        "the kernel merged two SIGTERM",
    )


@pytest.mark.parametrize("name", ["timeout", "timeout-kill", "script", "util-linux-su-pty"])
def test_how_many_arrive_of_two_that_are_sent_at_once_is_no_claim(name: str) -> None:
    for part in KNOWN.implementations[name].ranges:
        assert not part["term_deliveries"].known
        assert not part["term_deliveries_tree"].known
