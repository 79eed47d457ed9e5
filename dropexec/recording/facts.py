"""Derive the facts of a recording from its timeline: a pure function of events and scenario.

A fact that the timeline cannot settle is None and has a reason. None without a reason is an answer: there is
no forced end, the tool sent nothing to anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.recording import delivery, ends, escalation
from dropexec.recording.finding import Finding, known, unknown
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event


@dataclass(frozen=True)
class Facts:
    """Every fact by name, and the reason for each that is undetermined."""

    values: dict[str, Any]
    undetermined: dict[str, str]

    def known(self, name: str) -> bool:
        """Tell whether the fact called ``name`` is settled."""
        return name in self.values and name not in self.undetermined


def forks(timeline: Timeline, _: Scenario) -> Finding:
    """Tell whether the target is another process than the tool."""
    in_place = timeline.in_place()
    return unknown(delivery.ABSENT) if in_place is None else known(not in_place)


def processes_between(timeline: Timeline, _: Scenario) -> Finding:
    """Count the processes between supervisor and target, the tool's own among them."""
    ready = timeline.first("target-ready")
    return unknown(delivery.ABSENT) if ready is None else known(len(ready["above"]))


def attempts(timeline: Timeline, scenario: Scenario) -> Finding:
    """Count the starts of a race by what became of them: ended, orphaned, lost; None for other scenarios."""
    if not scenario.many:
        return known(None)
    counts = {"ended": 0, "orphaned": 0, "lost": 0}
    for attempt in timeline.all("attempt"):
        counts[attempt["outcome"]] += 1
    return known(counts)


_ALL = {
    "forks": forks,
    "processes_between": processes_between,
    "inherits_ignored": delivery.inherits_ignored,
    "inherits_blocked": delivery.inherits_blocked,
    "target_receives": delivery.target_receives,
    "term_reaches_target": delivery.term_reaches_target,
    "term_sent_to": delivery.term_sent_to,
    "term_sent": delivery.term_sent,
    "term_deliveries": delivery.term_deliveries,
    "grace_seconds": escalation.grace_seconds,
    "escalates_to": escalation.escalates_to,
    "escalation": escalation.escalation,
    "unforced_seconds": escalation.unforced_seconds,
    "target_finished": ends.target_finished,
    "orphaned": ends.orphaned,
    "restarted": ends.restarted,
    "ends_first": ends.ends_first,
    "tool_end": ends.tool_end,
    "tool_seconds": ends.tool_seconds,
    "target_end": ends.target_end,
    "waits_for_target": ends.waits_for_target,
    "watched_seconds": ends.watched_seconds,
    "attempts": attempts,
}

#: The closed list of facts, in the order in which they are shown, and what each means.
FACTS = {name: " ".join((question.__doc__ or "").split()) for name, question in _ALL.items()}

#: Their names.
NAMES = tuple(_ALL)

# What a race tells: its one complete run is without a signal.
_RACE = {"forks", "processes_between", "inherits_ignored", "inherits_blocked", "orphaned", "attempts"}


def derive(events: Iterable[Event], scenario: Scenario) -> Facts:
    """Return the facts that ``events`` show of a run of ``scenario``; their order does not matter."""
    timeline = Timeline(events)
    facts = Facts({}, {})
    for name, question in _ALL.items():
        finding = question(timeline, scenario)
        if scenario.many and name not in _RACE:
            finding = unknown("a race only counts attempts")
        facts.values[name] = finding.value
        if finding.reason is not None:
            facts.undetermined[name] = finding.reason
    return facts
