"""What the events of a recording show besides its facts: a signal's fate, a second SIGTERM's, the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.recording.timeline import Timeline

#: When the scenario ``twice`` sends its second SIGTERM, in seconds.
_AGAIN = 0.5

_ENDS = {"tool_end": "tool-ended", "target_end": "target-ended"}


def outlived(timeline: Timeline, fact: str) -> bool:
    """Tell whether the process whose end ``fact`` names was still there when the watch ended."""
    event = _ENDS.get(fact)
    return event is not None and timeline.first(event) is None and timeline.first("watch-ended") is not None


def printed(timeline: Timeline) -> str:
    """Return what the tool printed on its standard error."""
    return "".join(str(event.get("text", "")) for event in timeline.all("output", stream="stderr"))


def second_term(timeline: Timeline) -> str:
    """Return what the second SIGTERM did, as the behaviour second_term has it."""
    if timeline.in_place():
        return "own"
    # Counting is not enough: su --pty sends the first one twice.
    if any(
        event["t"] >= _AGAIN for event in timeline.all("signal-received", process="target", signal="SIGTERM")
    ):
        return "forwarded"
    ended = timeline.time("tool-ended")
    if ended is None or ended < _AGAIN or ended >= 2 * _AGAIN + 0.5:
        return "ignored"
    killed = timeline.first("target-ended", end={"signal": "SIGKILL"})
    return "ends-tool" if killed is None else "cuts-grace"


def fate(timeline: Timeline, signal: str) -> str:
    """Return what became of ``signal`` to the tool, as the behaviours signal_* have it."""
    if timeline.in_place():
        return "own"
    got = {event.get("signal") for event in timeline.all("signal-received", process="target")}
    if signal in got:
        return "forwarded"
    if "SIGTERM" in got:
        return "terminates" if "SIGHUP" in got else "as-sigterm"
    if timeline.first("target-stopped"):
        return "stops-target"
    if timeline.first("tool-stopped"):
        return "stops-tool"
    return "fatal" if timeline.first("tool-ended") else "lost"
