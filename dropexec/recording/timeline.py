"""The events of a recording in their one order, and the questions that facts are read off with.

Every event has ``t``, seconds from the first signal, and ``event``, one of ``KINDS``. Where it is about
a process it has ``pid`` and ``process``, the role: ``tool``, ``target``, ``between``, ``child`` or
``observer``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Event = dict[str, Any]

#: The closed list of events and what each says.
KINDS = {
    "tool-started": "the tool was exec'd: pid",
    "target-ready": "the target reported: pid, ppid, pgid, sid, uid, its ancestors, `above`, and the "
    "signals that it inherited, `ignored` and `blocked`",
    "child-ready": "the target's child reported: pid, ppid, pgid, sid, uid",
    "tool-settled": "the tool waited for its target: settled (all asleep), caught (it catches the signal)",
    "signal-sent": "the observer sent a signal: pid, signal",
    "signal-called": "a process called kill(2) or the like (trace): sender_pid, signal, call, argument",
    "signal-made": "the kernel made a signal (trace): sender_pid, pid, signal, code, delivered",
    "signal-received": "the witness got a signal: pid, signal, code, sender_pid",
    "output": "the tool printed something: stream, text",
    "output-omitted": "the tool printed more than is kept: characters",
    "tool-stopped": "the tool was stopped: pid, signal",
    "tool-continued": "the tool was continued: pid",
    "target-stopped": "the target was found stopped when the watch ended: pid",
    "marker": "the target wrote its marker: pid",
    "target-restarted": "the tool started the target again after it had ended: pid",
    "target-leaving": "the target is about to exit by itself: pid, status",
    "tool-ended": "the tool ended: pid, end",
    "between-ended": "a process between tool and target ended: pid, end",
    "child-ended": "the target's child ended: pid, end",
    "target-ended": "the target ended: pid, end, reaped_by (observer, other, null)",
    "watch-ended": "the observer stopped watching: traced, and why the kernel's trace is missing",
    "left-running": "a process was still there then, and was ended by the observer: pid, name",
    "control": "a prompt target beside: target_ended, tool_ended, kill_made (seconds), reaped_by, traced",
    "attempt": "one start of a race: delay in seconds, outcome",
}


def _rank(event: Event) -> tuple[float, str]:
    return event["t"], json.dumps(event, sort_keys=True)


class Timeline:
    """Events in the order of time; simultaneous ones in an order that depends on nothing but themselves."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = sorted(events, key=_rank)

    @classmethod
    def of_document(cls, recording: Mapping[str, object]) -> Timeline:
        """Return the events of a recording as JSON has it; raise ValueError where they are no events."""
        events = recording.get("events")
        events = [] if events is None else events
        if not isinstance(events, list) or not all(
            isinstance(event, Mapping)
            and isinstance(event.get("event"), str)
            and isinstance(event.get("t"), (int, float))
            for event in events
        ):
            raise ValueError("not a recording: events is a list of objects, each with t and event")
        return cls(events)

    def __bool__(self) -> bool:
        return bool(self.events)

    def in_place(self) -> bool | None:
        """Tell whether the tool became the target; None where the target never reported."""
        started, ready = self.first("tool-started"), self.first("target-ready")
        return None if started is None or ready is None else bool(started["pid"] == ready["pid"])

    def all(self, kind: str, **values: Any) -> list[Event]:
        """Return the events of ``kind`` in which each of ``values`` is so."""
        return [
            event
            for event in self.events
            if event["event"] == kind and all(event.get(name) == value for name, value in values.items())
        ]

    def first(self, kind: str, **values: Any) -> Event | None:
        """Return the first event of ``kind`` in which each of ``values`` is so, or None."""
        return next(iter(self.all(kind, **values)), None)

    def time(self, kind: str, **values: Any) -> float | None:
        """Return when the first such event was, or None."""
        event = self.first(kind, **values)
        return None if event is None else float(event["t"])
