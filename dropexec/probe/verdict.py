"""What a recording means for the person whose service it is: one word, one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.probe.process import described
from dropexec.probe.signals import number_of
from dropexec.probe.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dropexec.probe.scenario import Scenario
    from dropexec.probe.timeline import Event

#: The closed list of verdicts. The first five judge a stop; a signal that stops nothing can be lost as well.
VERDICTS = {
    "transparent": "the tool has become the target: whatever is sent to it, the target gets",
    "forwards-and-waits": "the tool stays, hands the signal on, waits, and ends as the target did",
    "kills-slow-shutdown": "the tool kills the target after a grace period of its own",
    "waits-but-misreports": "the target ends of itself, but the tool's own end says otherwise",
    "orphans-target": "the tool ends and the target lives on",
    "loses-signal": "the tool stays and the signal goes no further",
    "inconclusive": "the recording does not tell",
}


@dataclass(frozen=True)
class Verdict:
    """A verdict's word and its consequence, one sentence with the numbers of this recording."""

    word: str
    consequence: str


def _same_end(tool: Mapping[str, Any], target: Mapping[str, Any]) -> bool:
    """Tell whether `tool` ended as `target` did, where 128 + N is the shell's way to say signal N."""
    if tool == target:
        return True
    return "signal" in target and tool.get("status") == 128 + number_of(target["signal"])


def _reached(timeline: Timeline, facts: Mapping[str, Any]) -> bool:
    if facts["term_reaches_target"] or timeline.first("target-stopped"):
        return True
    return timeline.first("signal-received", process="target") is not None


def _race(timeline: Timeline, tool: str) -> Verdict:
    attempts = timeline.all("attempt")
    lost = sum(attempt["outcome"] == "orphaned" for attempt in attempts)
    within = f"of {len(attempts)} starts that were stopped within 10 ms"
    if lost:
        return Verdict(
            "orphans-target",
            f"{lost} {within} left the service running with no supervisor: {tool} died before it was "
            "ready to hand the signal on",
        )
    unheard = sum(attempt["outcome"] == "lost" for attempt in attempts)
    if unheard:
        return Verdict("loses-signal", f"{unheard} {within} went on as if nobody had stopped them")
    if attempts and timeline.in_place():
        return Verdict(
            "transparent", f"none {within} left anything running: {tool} is the service's own process"
        )
    return Verdict(
        "inconclusive", f"none {within} left the service running, which does not prove that none ever will"
    )


def _orphan(timeline: Timeline, scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Verdict:
    seconds = timeline.time("tool-ended") or 0.0
    fate = (
        "it was told to stop, but nobody waits for it"
        if _reached(timeline, facts)
        else "it got no signal at all"
    )
    return Verdict(
        "orphans-target",
        f"{tool} is gone {seconds:.1f} s after {scenario.signal} and the service lives on without a "
        f"supervisor: {fate}",
    )


def _in_place(scenario: Scenario, tool: str) -> Verdict:
    if scenario.stops:
        return Verdict(
            "transparent",
            f"{tool} is out of the way: the service gets SIGTERM itself, has all of your TimeoutStopSec=300, "
            "and its exit status is its own",
        )
    return Verdict("transparent", f"{tool} is out of the way: {scenario.signal} goes to the service itself")


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


def judge(events: Iterable[Event], scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Verdict:
    """Return the verdict on a run of `scenario` with `tool`, a name, from its events and facts."""
    timeline = Timeline(events)
    if scenario.many:
        return _race(timeline, tool)
    if facts["forks"] is False:
        return _in_place(scenario, tool)
    if facts["forks"] is None:
        return Verdict("inconclusive", "the service never came up")
    if facts["orphaned"]:
        return _orphan(timeline, scenario, facts, tool)
    if facts["escalates_to"] is not None:
        return Verdict("kills-slow-shutdown", _killed(scenario, facts, tool))
    if not _reached(timeline, facts):
        return Verdict(
            "loses-signal", f"{scenario.signal} to {tool} does nothing: the service never hears of it"
        )
    return _forwarded(timeline, scenario, facts, tool)


def _forwarded(timeline: Timeline, scenario: Scenario, facts: Mapping[str, Any], tool: str) -> Verdict:
    """Judge a tool that handed something on, and killed and lost nothing."""
    tool_end, target_end = facts["tool_end"], facts["target_end"]
    if tool_end is not None and target_end is not None and not _same_end(tool_end, target_end):
        return Verdict(
            "waits-but-misreports",
            f"the service {described(target_end)}, but your supervisor is told that {tool} "
            f"{described(tool_end)}",
        )
    if not scenario.stops:
        got = " and ".join(_got(timeline))
        return Verdict("forwards-and-waits", f"{scenario.signal} to {tool} reaches the service, as {got}")
    if tool_end is None:
        return Verdict(
            "forwards-and-waits",
            f"{tool} hands SIGTERM on and waits: it is your TimeoutStopSec=300 that ends the service",
        )
    return Verdict(
        "forwards-and-waits", f"the service gets SIGTERM, has the time it needs, and {tool} ends as it does"
    )


def _got(timeline: Timeline) -> list[str]:
    """Return the signals that reached the target, each once; SIGSTOP shows by its effect alone."""
    told = [event["signal"] for event in timeline.all("signal-received", process="target")]
    return list(dict.fromkeys(told)) or ["SIGSTOP"]
