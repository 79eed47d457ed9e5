"""Read the facts of a recording off its timeline: a pure function of events and scenario.

A fact that the timeline cannot settle is None and has a reason. None without a reason is an answer: no
SIGKILL was sent, the tool sent nothing to anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.recording import escalation
from dropexec.recording.finding import Finding, known, unknown
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event

_ABSENT = "the target never named itself"
_STOPS = {"SIGTERM", "SIGINT", "SIGQUIT"}


@dataclass(frozen=True)
class Facts:
    """Every fact by name, and the reason for each that is undetermined."""

    values: dict[str, Any]
    undetermined: dict[str, str]


def forks(timeline: Timeline, _: Scenario) -> Finding:
    """Tell whether the target is another process than the tool."""
    in_place = timeline.in_place()
    return unknown(_ABSENT) if in_place is None else known(not in_place)


def processes_between(timeline: Timeline, _: Scenario) -> Finding:
    """Count the processes between supervisor and target, the tool's own among them."""
    ready = timeline.first("target-ready")
    return unknown(_ABSENT) if ready is None else known(len(ready["above"]))


def term_deliveries(timeline: Timeline, scenario: Scenario) -> Finding:
    """Count the SIGTERM that the target got."""
    got = len(timeline.all("signal-received", process="target", signal="SIGTERM"))
    if scenario.response.action != "default":
        return known(got)
    if timeline.first("target-ended") is None:
        return known(0)
    end = target_end(timeline, scenario).value
    return (
        unknown("how the target ended is not known")
        if end is None
        else known(int(end == {"signal": "SIGTERM"}))
    )


def term_reaches_target(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether SIGTERM got as far as the target."""
    deliveries = term_deliveries(timeline, scenario)
    if deliveries.value == 0 and not scenario.stops:
        return unknown(f"this scenario sends {scenario.signal}")
    return deliveries if deliveries.value is None else known(deliveries.value > 0)


def term_sent_to(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether SIGTERM came to the target as a process or as one of its group; None where none came."""
    reaches = term_reaches_target(timeline, scenario)
    if not reaches.value:
        return reaches if reaches.reason else known(None)
    if forks(timeline, scenario).value is False:
        return known("process")  # the supervisor's own kill(2)
    made = timeline.all("signal-made", process="target", signal="SIGTERM")
    calls = [
        call
        for call in timeline.all("signal-called", signal="SIGTERM")
        if any(call["sender_pid"] == one["sender_pid"] and call["t"] <= one["t"] for one in made)
    ]
    if calls:
        group = any(call["call"] == "kill" and call["argument"] <= 0 for call in calls)
        return known("process-group" if group else "process")
    if scenario.response.child:
        got = timeline.first("signal-received", process="target", signal="SIGTERM")
        shared = got is not None and timeline.first(
            "signal-received", process="child", signal="SIGTERM", sender_pid=got["sender_pid"]
        )
        return known("process-group" if shared else "process")
    return unknown(
        "without the kernel's trace only the scenario group tells a process from its process group"
    )


def target_finished(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the target came to the end of its own shutdown: the slow one wrote its marker."""
    if scenario.response.action != "end":
        return unknown("this target has no shutdown to finish")
    if scenario.response.marker:
        return known(timeline.first("marker") is not None)
    told = {event["signal"] for event in timeline.all("signal-received", process="target")}
    if not scenario.stops and not told & _STOPS:
        return unknown("the target was not told to stop")
    return known(timeline.first("target-leaving") is not None)


def orphaned(timeline: Timeline, _: Scenario) -> Finding:
    """Tell whether the tool ended and the target stayed."""
    attempts = timeline.all("attempt")
    if attempts:
        return known(any(attempt["outcome"] == "orphaned" for attempt in attempts))
    tool, target = timeline.time("tool-ended"), timeline.time("target-ended")
    if tool is None:
        return known(False)
    return known(target is None or target > tool + escalation.SETTLE)


def _running(timeline: Timeline, whose: str) -> Finding:
    over = timeline.time("watch-ended")
    if over is None:
        return unknown("not watched to the end")
    return unknown(f"the {whose} was still running when the watch ended, {over:.1f} s after the first signal")


def tool_end(timeline: Timeline, _: Scenario) -> Finding:
    """Tell how the tool ended, as its supervisor sees it."""
    ended = timeline.first("tool-ended")
    if ended is None:
        return _running(timeline, "tool")
    return known(ended["end"]) if ended["end"] is not None else unknown("its wait status is not known")


def target_end(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell how the target ended, whoever reaped it."""
    ended = timeline.first("target-ended")
    if ended is None:
        return _running(timeline, "target")
    if ended["end"] is not None:
        return known(ended["end"])
    fatal = ["SIGKILL"] + ["SIGTERM"] * (scenario.response.action == "default")
    for signal in fatal:
        if timeline.first("signal-made", process="target", signal=signal, delivered=True):
            return known({"signal": signal})
    return unknown("another process reaped it, and neither kernel nor target told how it ended")


def waits_for_target(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the tool stays until the target has ended, and takes notice of it."""
    if forks(timeline, scenario).value is False:
        return known(True)
    if orphaned(timeline, scenario).value:
        return known(False)
    tool, target = timeline.first("tool-ended"), timeline.first("target-ended")
    if tool is None:
        return known(True) if target is None else unknown("the tool was still running when the watch ended")
    if target is None:
        return unknown("the target was still running when the watch ended")
    if escalation.kill_time(timeline) is None or escalation.killed_after_end(timeline):
        return _takes_notice(target["reaped_by"], target["t"], tool["t"])
    control = timeline.first("control")
    if control is None or control["target_ended"] is None or control["tool_ended"] is None:
        return unknown("the target was killed before it had ended; the scenario prompt tells")
    return _takes_notice(control["reaped_by"], control["target_ended"], control["tool_ended"])


def _takes_notice(reaper: str | None, target: float, tool: float) -> Finding:
    """Tell a tool that has waited from one that slept: what it left unreaped, the observer had to reap."""
    return known(reaper == "other" if reaper is not None else tool <= target + escalation.SETTLE)


_ALL = {
    "forks": forks,
    "processes_between": processes_between,
    "term_reaches_target": term_reaches_target,
    "term_sent_to": term_sent_to,
    "term_deliveries": term_deliveries,
    "grace_seconds": escalation.grace_seconds,
    "escalates_to": escalation.escalates_to,
    "escalation": escalation.escalation,
    "target_finished": target_finished,
    "orphaned": orphaned,
    "tool_end": tool_end,
    "target_end": target_end,
    "waits_for_target": waits_for_target,
}

#: The closed list of facts, in the order in which they are shown.
NAMES = tuple(_ALL)

# What a race tells: its one complete run is without a signal.
_RACE = {"forks", "processes_between", "orphaned"}


def derive(events: Iterable[Event], scenario: Scenario) -> Facts:
    """Return the facts that `events` show of a run of `scenario`; their order does not matter."""
    timeline = Timeline(events)
    facts = Facts({}, {})
    for name, question in _ALL.items():
        finding = question(timeline, scenario)
        if scenario.many and name not in _RACE:
            finding = unknown("a race only counts orphans")
        facts.values[name] = finding.value
        if finding.reason is not None:
            facts.undetermined[name] = finding.reason
    return facts
