"""The facts about the forced kill: whether one was sent, when, and whether in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording.finding import Finding, known, unknown

if TYPE_CHECKING:
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Timeline

# A tool that ends this soon after its target has noticed; one that lets half its grace period pass has not.
_NOTICED = 0.5

#: What ends no more than this many seconds after another has ended with it.
SETTLE = 0.25

_EARLY = "the target ended of itself before a forced kill was due; the scenario slow tells"


def kill_time(timeline: Timeline) -> float | None:
    """Return when SIGKILL was sent to the target, not by the observer, in seconds after the first.

    Without the kernel's trace a SIGKILL shows only where it ends the target. A tool that has become the
    target leaves nobody to send one.
    """
    if timeline.in_place():
        return None
    made = [
        event["t"]
        for event in timeline.all("signal-made", process="target", signal="SIGKILL")
        if event.get("sender") != "observer"
    ]
    died = [event["t"] for event in timeline.all("target-ended", end={"signal": "SIGKILL"})]
    times = made or died
    return float(min(times)) if times else None


def killed_after_end(timeline: Timeline) -> bool:
    """Tell whether a SIGKILL was sent for a target that had ended already, or was just ending, of itself."""
    ended = timeline.first("target-ended")
    if kill_time(timeline) is None or ended is None or ended["end"] is None:
        return False
    return bool(ended["end"] != {"signal": "SIGKILL"})


def grace_seconds(timeline: Timeline, scenario: Scenario) -> Finding:
    """Return the seconds from the first signal to the forced kill; None where there is none."""
    kill = kill_time(timeline)
    return known(round(kill, 3)) if kill is not None else _no_kill(timeline, scenario)


def escalates_to(timeline: Timeline, scenario: Scenario) -> Finding:
    """Return the signal of the forced kill; None where there is none."""
    return known("SIGKILL") if kill_time(timeline) is not None else _no_kill(timeline, scenario)


def _no_kill(timeline: Timeline, scenario: Scenario) -> Finding:
    if timeline.in_place():
        return known(None)
    ended, tool = timeline.time("target-ended"), timeline.time("tool-ended")
    # A tool that waits ends with its target; which of the two ends is noticed first is chance.
    gone_first = ended is not None and (tool is None or ended <= tool + SETTLE)
    if gone_first and not (scenario.response.marker and timeline.first("marker")):
        return unknown(_EARLY)
    return known(None)


def escalation(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the forced kill comes in any case or only if the target is alive; None where none comes.

    A target that a SIGKILL ended cannot tell; what the tool does about one that had ended long before can.
    """
    kill = kill_time(timeline)
    if kill is None:
        return _no_kill(timeline, scenario)
    if killed_after_end(timeline):
        return known("unconditional")
    control = timeline.first("control")
    if control is None or control["target_ended"] is None:
        return unknown("the target was alive when it was killed; the scenario prompt beside it tells")
    if control["kill_made"] is not None:
        return known("unconditional")
    if control["tool_ended"] is None:
        return unknown(
            "beside it, the tool of a target that ended at once was still running when the watch ended"
        )
    late = control["tool_ended"] - control["target_ended"]
    if control["traced"] or late < min(_NOTICED, kill / 2):
        return known("if-alive")
    return known("unconditional")
