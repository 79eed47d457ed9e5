"""The facts about what reaches the target: signals and how they come, and what it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording.ends import target_end
from dropexec.recording.finding import Finding, known, unknown

if TYPE_CHECKING:
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event, Timeline

#: The reason for every fact about a target that never appeared.
ABSENT = "the target never came up"

_UNTRACED = "not visible without the kernel's trace"


def arrivals(timeline: Timeline) -> list[Event]:
    """Return the events in which the target gets a signal from another process, in order.

    The witness reports what it waits for; the kernel's trace, where there is one, shows every signal.
    """
    received = timeline.all("signal-received", process="target")
    made = timeline.all("signal-made", process="target", delivered=True)
    events = [event for event in received + made if event.get("sender_pid") != event["pid"]]
    return sorted(events, key=lambda event: float(event["t"]))


def target_receives(timeline: Timeline, scenario: Scenario) -> Finding:
    """List the signals that reach the target, each once, in the order in which they arrive.

    A stop shows by its effect only where there is no trace, and is then written as SIGSTOP.
    """
    if timeline.in_place() is None:
        return unknown(ABSENT)
    if scenario.many:
        return unknown("a race only counts attempts")
    names = [str(event["signal"]) for event in arrivals(timeline)]
    end = target_end(timeline, scenario)
    if end.value is not None and "signal" in end.value:
        names.append(str(end.value["signal"]))
    elif not names and scenario.response.action == "default" and timeline.first("target-ended"):
        # One that left SIGTERM its default action reports nothing: its end is all there is to see.
        return unknown("how the target ended is not known")
    if not names and timeline.first("target-stopped") is not None:
        names.append("SIGSTOP")
    return known(list(dict.fromkeys(names)))


def term_deliveries(timeline: Timeline, scenario: Scenario) -> Finding:
    """Count the SIGTERM that arrived at the target; two that are pending at once arrive as one."""
    got = len(timeline.all("signal-received", process="target", signal="SIGTERM"))
    if scenario.response.action != "default":
        return known(got)
    if timeline.first("target-ended") is None:
        return known(0)
    end = target_end(timeline, scenario).value
    if end is None:
        return unknown("how the target ended is not known")
    return known(int(end == {"signal": "SIGTERM"}))


def merged(timeline: Timeline) -> bool:
    """Tell whether the kernel's trace shows a SIGTERM merged into one that was pending: signal(7).

    How many arrive is then the speed of the target, and of the machine, and no behaviour of the tool. Of use
    where the target waits for SIGTERM: to one that ignores it none is delivered either.
    """
    ended = timeline.time("target-ended")
    made = timeline.all("signal-made", process="target", signal="SIGTERM", delivered=False)
    return any(ended is None or event["t"] < ended for event in made)


def term_sent(timeline: Timeline, _: Scenario) -> Finding:
    """Count the SIGTERM that were sent to the target while it ran, merged ones included."""
    over = timeline.first("watch-ended")
    ours = len(timeline.all("signal-sent", process="target", signal="SIGTERM"))
    if timeline.in_place():
        # The log gives the one process the role of the target; what it is sent comes from the observer.
        return known(ours)
    if over is None or not over.get("traced"):
        return unknown(_UNTRACED)
    ended = timeline.time("target-ended")
    made = timeline.all("signal-made", process="target", signal="SIGTERM")
    return known(ours + sum(ended is None or event["t"] <= ended for event in made))


def term_reaches_target(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether SIGTERM reaches the target."""
    deliveries = term_deliveries(timeline, scenario)
    if deliveries.value == 0 and not scenario.stops:
        return unknown(f"this scenario sends {scenario.signal}")
    return deliveries if deliveries.value is None else known(deliveries.value > 0)


def term_sent_to(timeline: Timeline, scenario: Scenario) -> Finding:
    """Tell whether SIGTERM is sent to the target as a process or as one of its group; None for neither."""
    reaches = term_reaches_target(timeline, scenario)
    if not reaches.value:
        return reaches if reaches.reason else known(None)
    if timeline.in_place():
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


def inherits_ignored(timeline: Timeline, _: Scenario) -> Finding:
    """List the signals that the target inherits ignored, SIGPIPE and SIGXFSZ aside.

    The witness's own interpreter ignores those two, so that it cannot tell.
    """
    return _inherited(timeline, "ignored")


def inherits_blocked(timeline: Timeline, _: Scenario) -> Finding:
    """List the signals that the target inherits blocked."""
    return _inherited(timeline, "blocked")


def _inherited(timeline: Timeline, key: str) -> Finding:
    ready = timeline.first("target-ready")
    if ready is None:
        return unknown(ABSENT)
    if ready.get(key) is None:
        return unknown("what the target inherits was not recorded")
    return known(list(ready[key]))
