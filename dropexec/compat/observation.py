"""What a recording says on a behaviour: a value, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.values import Value, read_value
from dropexec.recording import fate
from dropexec.recording.delivery import merged
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from dropexec.compat.model import Behaviour

_MERGED = "the kernel merged two SIGTERM: how many arrive depends on how soon the target takes the first"


@dataclass(frozen=True)
class Observation:
    """An observed value; ``known`` is false, with a reason, where the probe could not determine one.

    ``at_least`` is then a bound, in seconds, where one was seen: no forced end within that time.
    """

    value: Value
    known: bool = True
    reason: str = ""
    at_least: float | None = None


def observe(behaviour: Behaviour, recording: Mapping[str, object]) -> Observation | None:
    """Return the observation of ``behaviour``, None where the recording is about something else.

    A recording (dropexec-recording/1) holds ``facts``, and in ``undetermined`` the reason for each fact
    that is null because nobody could tell; any other null is an answer ("there is none").
    Raises ValueError for a mapping that is no recording.
    """
    if recording.get("scenario") not in behaviour.scenarios:
        return None
    if (recording.get("form") or "exec") != behaviour.form:
        return None
    if behaviour.shell is not None and str(recording.get("shell")).rpartition("/")[2] != behaviour.shell:
        return None
    timeline = Timeline.of_document(recording)
    if behaviour.fact is None:
        return _from_events(behaviour, recording, timeline)
    return _from_facts(behaviour, behaviour.fact, recording, timeline)


def _from_facts(
    behaviour: Behaviour, fact: str, recording: Mapping[str, object], timeline: Timeline
) -> Observation:
    facts, undetermined = recording.get("facts"), recording.get("undetermined", {})
    if not isinstance(facts, Mapping) or not isinstance(undetermined, Mapping):
        raise ValueError("not a recording: facts and undetermined are objects")
    if fact in undetermined:
        if behaviour.nullable and fate.outlived(timeline, fact):
            return Observation(None)
        return Observation(None, known=False, reason=str(undetermined[fact]), at_least=_bound(fact, facts))
    if fact not in facts:
        return Observation(None, known=False, reason=f"the recording has no fact {fact}")
    if fact == "term_deliveries" and merged(timeline):
        return Observation(None, known=False, reason=_MERGED)
    raw = facts[fact]
    if raw is None:
        if behaviour.nullable:
            return Observation(None)
        return Observation(None, known=False, reason=f"the recording gives no reason for a null {fact}")
    try:
        return Observation(read_value(behaviour.type, behaviour.choices, raw))
    except ValueError as error:
        raise ValueError(f"not a recording: fact {fact}: {error}") from error


def _bound(fact: str, facts: Mapping[str, object]) -> float | None:
    """Return for how long no forced end was seen, where `fact` is the time of one."""
    lived = facts.get("unforced_seconds")
    return float(lived) if fact == "grace_seconds" and isinstance(lived, (int, float)) else None


def _from_events(behaviour: Behaviour, recording: Mapping[str, object], timeline: Timeline) -> Observation:
    if not timeline:
        return Observation(None, known=False, reason="the recording has no events")
    if behaviour.id == "message":
        return Observation(fate.printed(timeline) or None)
    if behaviour.id == "second_term":
        return Observation(fate.second_term(timeline))
    return Observation(fate.fate(timeline, str(recording.get("signal"))))
