"""The facts about who ends when and how: the tool, the target, and which of them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording import escalation
from dropexec.recording.escalation import SETTLE
from dropexec.recording.finding import Finding, known, unknown

if TYPE_CHECKING:
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Timeline


def target_finished(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the target came to the end of its own shutdown: the slow one writes its marker."""
    if scenario.response.action != "end":
        return unknown("this target has no shutdown to finish")
    if scenario.response.marker:
        return known(timeline.first("marker") is not None)
    told = {event["signal"] for event in timeline.all("signal-received", process="target")}
    if not scenario.stops and not told & escalation.STOPS:
        return unknown("the target was not told to stop")
    return known(timeline.first("target-leaving") is not None)


def orphaned(timeline: Timeline, _: Scenario) -> Finding:
    """Tell whether the tool ends and the target stays."""
    attempts = timeline.all("attempt")
    if attempts:
        return known(any(attempt["outcome"] == "orphaned" for attempt in attempts))
    tool, target = timeline.time("tool-ended"), timeline.time("target-ended")
    if tool is None:
        return known(False)
    return known(target is None or target > tool + SETTLE)


def restarted(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the tool starts the target again after it has ended."""
    if timeline.first("target-restarted") is not None:
        return known(True)
    tool, target = timeline.time("tool-ended"), timeline.time("target-ended")
    if timeline.in_place() or tool is not None or target is None:
        return known(False)
    over = timeline.time("watch-ended")
    if over is None or scenario.many:
        return unknown("not watched to the end")
    return unknown(f"not within the {over:.1f} s that were watched, with the tool still running")


def ends_first(timeline: Timeline, _: Scenario) -> Finding:
    """Tell whether the tool ends before the target, so that nobody waits for it."""
    return known(not timeline.in_place() and escalation.tool_ends_first(timeline))


def _running(timeline: Timeline, whose: str) -> Finding:
    over = timeline.time("watch-ended")
    if over is None:
        return unknown("not watched to the end")
    return unknown(f"the {whose} was still running when the watch ended, {over:.1f} s after the first signal")


def tool_end(timeline: Timeline, _: Scenario) -> Finding:
    """Tell how the tool ends, as its supervisor sees it."""
    ended = timeline.first("tool-ended")
    if ended is None:
        return _running(timeline, "tool")
    return known(ended["end"]) if ended["end"] is not None else unknown("its wait status is not known")


def tool_seconds(timeline: Timeline, _: Scenario) -> Finding:
    """Return the seconds from the first signal to the end of the tool."""
    ended = timeline.time("tool-ended")
    return _running(timeline, "tool") if ended is None else known(round(ended, 3))


def target_end(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell how the target ends, whoever reaps it."""
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
    if timeline.in_place():
        return known(True)
    if orphaned(timeline, scenario).value:
        return known(False)
    tool, target = timeline.first("tool-ended"), timeline.first("target-ended")
    if tool is None:
        return known(True) if target is None else unknown("the tool was still running when the watch ended")
    if target is None:
        return unknown("the target was still running when the watch ended")
    if escalation.forced(timeline, scenario) is None or escalation.forced_after_end(timeline, scenario):
        return _takes_notice(target["reaped_by"], target["t"], tool["t"])
    control = timeline.first("control")
    if control is None or control["target_ended"] is None or control["tool_ended"] is None:
        return unknown("the target was killed before it had ended; the scenario prompt tells")
    return _takes_notice(control["reaped_by"], control["target_ended"], control["tool_ended"])


def _takes_notice(reaper: str | None, target: float, tool: float) -> Finding:
    """Tell a tool that has waited from one that slept: what it left unreaped, the observer had to reap."""
    return known(reaper == "other" if reaper is not None else tool <= target + SETTLE)


def watched_seconds(timeline: Timeline, _: Scenario) -> Finding:
    """Return the seconds from the first signal to the end of the watch."""
    over = timeline.time("watch-ended")
    return unknown("not watched to the end") if over is None else known(round(over, 3))
