"""The facts about a forced end: whether there is one, by which signal, when, and whether in any case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.recording.finding import Finding, known, unknown

if TYPE_CHECKING:
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event, Timeline

#: The signals at which the witness ends, where it is to end at all.
STOPS = frozenset({"SIGTERM", "SIGINT", "SIGQUIT"})

#: What ends no more than this many seconds after another has ended with it.
SETTLE = 0.25

# A tool that ends this soon after its target has noticed; one that lets half its grace period pass has not.
_NOTICED = 0.5

# A second signal this many seconds after the first is not the first one, sent twice (su -P, timeout).
_REPEATED = 0.25

# signal(7): those whose default action does not end the process.
_HARMLESS = {"SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"}

# Those by which the kernel ends a process that has crashed.
_FAULTS = {"SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"}


@dataclass(frozen=True)
class Forced:
    """A signal that forces the end of the target, ``t`` seconds after the first."""

    t: float
    signal: str


def forced(timeline: Timeline, scenario: Scenario) -> Forced | None:
    """Return the first signal by which the tool forces the end of the target, or None where none shows.

    That is a SIGKILL, or any other fatal signal that comes noticeably later than the one that told the
    target to stop and is not the supervisor's next one, passed on. Without the kernel's trace a SIGKILL shows
    only where it ends the target. A tool that has become the target leaves nobody to send one.
    """
    if timeline.in_place():
        return None
    found = [*_kills(timeline), *_later(timeline, scenario)]
    return min(found, key=lambda one: one.t, default=None)


def _kills(timeline: Timeline) -> list[Forced]:
    events = timeline.all("signal-made", process="target", signal="SIGKILL")
    events = [
        event for event in events if event.get("sender") != "observer" and not _tidies_up(event, timeline)
    ]
    events = events or timeline.all("target-ended", end={"signal": "SIGKILL"})
    return [Forced(float(event["t"]), "SIGKILL") for event in events]


def _tidies_up(event: Event, timeline: Timeline) -> bool:
    """Tell whether a SIGKILL came because the target had just ended by itself, not because time was up.

    An end is noticed up to some milliseconds late; the target's word that it is leaving comes before it.
    """
    ended, leaving = timeline.first("target-ended"), timeline.first("target-leaving")
    if ended is None or ended["end"] in (None, {"signal": "SIGKILL"}):
        return False
    over = min(one["t"] for one in (ended, leaving) if one is not None)
    return bool(over < event["t"] <= ended["t"] + SETTLE)


def _later(timeline: Timeline, scenario: Scenario) -> list[Forced]:
    if scenario.everyone:
        return []  # every process of the tree gets signals of its own
    told = _told(timeline)
    if not told:
        return []
    first = min(float(event["t"]) for event in told)
    later = [Forced(float(event["t"]), str(event["signal"])) for event in told if event["t"] > first]
    ended, over = timeline.first("target-ended"), timeline.first("watch-ended")
    traced = over is not None and over.get("traced")
    if ended is not None and not traced and ended["end"] is not None and "signal" in ended["end"]:
        later.append(Forced(float(ended["t"]), str(ended["end"]["signal"])))
    sent = [float(event["t"]) for event in timeline.all("signal-sent")]
    return [
        one
        for one in later
        if one.signal not in _HARMLESS | _FAULTS | {"SIGKILL"}
        and one.t >= first + _REPEATED
        and not any(t <= one.t <= t + SETTLE for t in sent)
        and not _restates(one, ended)
    ]


def _told(timeline: Timeline) -> list[Event]:
    told = timeline.all("signal-received", process="target") + timeline.all("signal-made", process="target")
    return [event for event in told if event.get("sender_pid") != event["pid"]]


def _restates(one: Forced, ended: Event | None) -> bool:
    """Tell whether ``one`` is the kernel's record of a signal that came when the target had ended."""
    return ended is not None and one.t > ended["t"]


def forced_after_end(timeline: Timeline, scenario: Scenario) -> bool:
    """Tell whether the end was forced of a target that had ended, or was just ending, by itself."""
    force, ended = forced(timeline, scenario), timeline.first("target-ended")
    if force is None or ended is None or ended["end"] is None:
        return False
    return bool(ended["end"] != {"signal": force.signal})


def tool_ends_first(timeline: Timeline) -> bool:
    """Tell whether the tool ended before the target.

    Which of two ends that come together is noticed first is chance; who reaped the target is not, and what
    the tool left behind the kernel hands to the observer.
    """
    tool, target = timeline.first("tool-ended"), timeline.first("target-ended")
    if tool is None or target is None:
        return tool is not None
    margin = SETTLE if target["reaped_by"] is None else 0.0
    return bool(target["reaped_by"] != "other" and tool["t"] + margin < target["t"])


def grace_seconds(timeline: Timeline, scenario: Scenario) -> Finding:
    """Return the seconds from the first signal to the forced end; None where there is none."""
    force = forced(timeline, scenario)
    return known(round(force.t, 3)) if force is not None else _none(timeline)


def escalates_to(timeline: Timeline, scenario: Scenario) -> Finding:
    """Return the signal of the forced end; None where there is none."""
    force = forced(timeline, scenario)
    return known(force.signal) if force is not None else _none(timeline)


def _none(timeline: Timeline) -> Finding:
    """Return that there is no forced end, which only the end of all who could send one proves."""
    if timeline.in_place() is None:
        return unknown("the target never came up")
    if timeline.in_place() or tool_ends_first(timeline):
        return known(None)
    ended = timeline.time("target-ended")
    if ended is not None:
        return unknown(
            f"none in the {ended:.1f} s that the target took; a longer grace period would not show"
        )
    over = timeline.time("watch-ended")
    if over is None:
        return unknown("not watched to the end")
    return unknown(f"none in the {over:.1f} s that were watched; a longer grace period would not show")


def unforced_seconds(timeline: Timeline, scenario: Scenario) -> Finding:
    """Return the seconds that the target lived after the first signal with no forced end; None for forced.

    A target that was told to stop and was still running when the watch ended leaves it open.
    """
    if timeline.in_place() is None:
        return unknown("the target never came up")
    if forced(timeline, scenario) is not None:
        return known(None)
    ended, tool = timeline.first("target-ended"), timeline.time("tool-ended")
    over = timeline.first("watch-ended")
    if over is None:
        return unknown("not watched to the end")
    if ended is None:
        if scenario.signal in STOPS and _told(timeline) and tool is None and not timeline.in_place():
            return _none(timeline)
        return known(round(float(over["t"]), 3))
    seconds = float(ended["t"])
    if timeline.in_place() or over.get("traced"):
        return known(round(seconds, 3))
    if tool is not None and tool <= seconds + SETTLE:
        return known(round(seconds, 3))
    return unknown("a signal to a target that had ended is not visible without the kernel's trace")


def escalation(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether the forced end comes in any case or only if the target is alive; None where none comes.

    A target whose end was forced cannot tell; what the tool does about one that had ended long before can.
    """
    force = forced(timeline, scenario)
    if force is None:
        return _none(timeline)
    if forced_after_end(timeline, scenario):
        return known("unconditional")
    control = timeline.first("control")
    if control is None or control["target_ended"] is None:
        return unknown("the target was alive when its end was forced; the scenario prompt tells")
    if control["kill_made"] is not None:
        return known("unconditional")
    if control["tool_ended"] is None:
        return unknown("the tool of a target that ended at once was still running when the watch ended")
    late = control["tool_ended"] - control["target_ended"]
    if control["traced"] or late < min(_NOTICED, force.t / 2):
        return known("if-alive")
    return known("unconditional")
