"""What a recording means for the person whose service it is: one word, one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.recording.ending import Ending, described
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event

TRANSPARENT = "transparent"
FORWARDS = "forwards-and-waits"
MISREPORTS = "waits-but-misreports"
KILLS = "kills-slow-shutdown"
ORPHANS = "orphans-target"
LOSES = "loses-signal"
INCONCLUSIVE = "inconclusive"
UNKNOWN = "unknown"

#: The closed list of outcomes, best first, and what each means. A recording that does not tell is
#: inconclusive; of what nobody has looked at, the catalogue says that it is unknown.
OUTCOMES = {
    TRANSPARENT: "the tool has become the target; whatever is sent to it, the target gets",
    FORWARDS: "the tool stays, forwards the signal, waits, and ends as the target did",
    MISREPORTS: "the target ends of its own accord, but the tool's own end says otherwise",
    KILLS: "the tool kills the target after a grace period of its own",
    LOSES: "the tool stays and the signal goes no further",
    ORPHANS: "the tool ends and the target lives on",
    INCONCLUSIVE: "the recording does not tell",
    UNKNOWN: "nobody has looked",
}


@dataclass(frozen=True)
class Outcome:
    """An outcome's word and its consequence, one sentence with the numbers of this recording."""

    word: str
    consequence: str


def _reached(timeline: Timeline, facts: Mapping[str, Any]) -> bool:
    if facts["term_reaches_target"] or timeline.first("target-stopped"):
        return True
    return timeline.first("signal-received", process="target") is not None


def _race(timeline: Timeline, tool: str) -> Outcome:
    attempts = timeline.all("attempt")
    lost = sum(attempt["outcome"] == "orphaned" for attempt in attempts)
    within = f"of {len(attempts)} starts that were stopped within 10 ms"
    if lost:
        return Outcome(
            ORPHANS,
            f"{lost} {within} left the service running with no supervisor: {tool} died before it was "
            "ready to hand the signal on",
        )
    unheard = sum(attempt["outcome"] == "lost" for attempt in attempts)
    if unheard:
        return Outcome(LOSES, f"{unheard} {within} went on as if nobody had stopped them")
    if attempts and timeline.in_place():
        return Outcome(
            TRANSPARENT, f"none {within} left anything running: {tool} is the service's own process"
        )
    return Outcome(
        INCONCLUSIVE, f"none {within} left the service running, which does not prove that none ever will"
    )


def _orphan(timeline: Timeline, scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Outcome:
    seconds = timeline.time("tool-ended") or 0.0
    fate = (
        "it was told to stop, but nobody waits for it"
        if _reached(timeline, facts)
        else "it got no signal at all"
    )
    return Outcome(
        ORPHANS,
        f"{tool} is gone {seconds:.1f} s after {scenario.signal} and the service lives on without a "
        f"supervisor: {fate}",
    )


def _in_place(scenario: Scenario, tool: str) -> Outcome:
    if scenario.stops:
        return Outcome(
            TRANSPARENT,
            f"{tool} is out of the way: the service gets SIGTERM itself, has all of your TimeoutStopSec=300, "
            "and its exit status is its own",
        )
    return Outcome(TRANSPARENT, f"{tool} is out of the way: {scenario.signal} goes to the service itself")


def _killed(scenario: Scenario, facts: Mapping[str, Any], tool: str) -> str:
    grace = f"{facts['grace_seconds']:.1f} s"
    done = facts["target_end"] != {"signal": "SIGKILL"}
    if not scenario.stops:
        fate = "SIGKILL follows" if done else "the service is killed"
        return f"{scenario.signal} to {tool} is the end of the service: {fate} {grace} later"
    fate = (
        f"SIGKILL follows {grace} after SIGTERM" if done else f"the service is killed {grace} after SIGTERM"
    )
    return f"your TimeoutStopSec=300 is not honoured: {fate}{'; this one had ended by then' * done}"


def outcome_of(events: Iterable[Event], scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Outcome:
    """Return the verdict on a run of `scenario` with `tool`, a name, from its events and facts."""
    timeline = Timeline(events)
    if scenario.many:
        return _race(timeline, tool)
    if facts["forks"] is False:
        return _in_place(scenario, tool)
    if facts["forks"] is None:
        return Outcome(INCONCLUSIVE, "the service never came up")
    if facts["orphaned"]:
        return _orphan(timeline, scenario, facts, tool)
    if facts["escalates_to"] is not None:
        return Outcome(KILLS, _killed(scenario, facts, tool))
    if not _reached(timeline, facts):
        return Outcome(LOSES, f"{scenario.signal} to {tool} does nothing: the service never hears of it")
    return _forwarded(timeline, scenario, facts, tool)


def _forwarded(timeline: Timeline, scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Outcome:
    """Judge a tool that handed something on, and killed and lost nothing."""
    tool_end, target_end = facts["tool_end"], facts["target_end"]
    if (
        tool_end is not None
        and target_end is not None
        and not Ending.from_json(target_end).reported_as(Ending.from_json(tool_end))
    ):
        return Outcome(
            MISREPORTS,
            f"the service {described(target_end)}, but your supervisor is told that {tool} "
            f"{described(tool_end)}",
        )
    if not scenario.stops:
        got = " and ".join(_got(timeline))
        return Outcome(FORWARDS, f"{scenario.signal} to {tool} reaches the service, as {got}")
    if tool_end is None:
        return Outcome(
            FORWARDS,
            f"{tool} hands SIGTERM on and waits: it is your TimeoutStopSec=300 that ends the service",
        )
    return Outcome(FORWARDS, f"the service gets SIGTERM, has the time it needs, and {tool} ends as it does")


def _got(timeline: Timeline) -> list[str]:
    """Return the signals that reached the target, each once; SIGSTOP shows by its effect alone."""
    told = [event["signal"] for event in timeline.all("signal-received", process="target")]
    return list(dict.fromkeys(told)) or ["SIGSTOP"]
