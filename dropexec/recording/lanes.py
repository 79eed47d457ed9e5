"""Lay a recording out as a picture: a lane for each process, marks on a time axis, and the steps in words.

Pure geometry in seconds; ``picture`` draws it in characters and ``svg`` as SVG.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.recording.ending import described
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from dropexec.recording.document import Recording
    from dropexec.recording.timeline import Event

_SUPERVISOR = "supervisor"
# An axis shorter than this, in seconds, would show nothing but how fast the machine is.
_SHORTEST = 0.5
_MOST_TICKS = 8


@dataclass(frozen=True)
class Mark:
    """A signal that a lane's process sends or gets, or the target's marker, at ``t`` seconds."""

    t: float
    kind: str


@dataclass(frozen=True)
class Lane:
    """One process. ``ends`` is None where it was running when the watch ended; ``end`` says how it ended."""

    name: str
    role: str
    ends: float | None
    end: str
    killed: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Arrow:
    """A signal at ``t`` from the lane ``source`` to the lane ``target``, by index."""

    t: float
    source: int
    target: int
    signal: str


@dataclass(frozen=True)
class Picture:
    """A whole recording laid out; ``ticks`` are the seconds that the axis names, up to ``length``."""

    title: str
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    ticks: tuple[float, ...]
    length: float
    steps: tuple[tuple[float, str], ...]


def _ticks(length: float) -> tuple[float, ...]:
    step = next(
        step
        for step in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, math.inf)
        if length / step <= _MOST_TICKS
    )
    return (
        tuple(round(number * step, 2) for number in range(int(length / step) + 1))
        if step < math.inf
        else (0.0,)
    )


class _Layout:
    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.timeline = Timeline(recording.events)
        self.tool = str(recording.tool["name"])
        self.pids: dict[int, int] = {}
        self.names = [_SUPERVISOR]
        self.roles = ["observer"]
        self._find_lanes()
        self.arrows = [arrow for event in self._signals() if (arrow := self._arrow(event)) is not None]

    def _lane(self, pid: int, name: str, role: str) -> None:
        again = sum(other.partition(" (")[0] == name for other in self.names)
        self.pids[pid] = len(self.names)
        self.names.append(f"{name} ({again + 1})" if again else name)
        self.roles.append(role)

    def _find_lanes(self) -> None:
        started, ready = self.timeline.first("tool-started"), self.timeline.first("target-ready")
        if started is None or ready is None:
            return
        if self.timeline.in_place():
            self._lane(ready["pid"], f"{self.tool} = target", "target")
        else:
            self._lane(started["pid"], self.tool, "tool")
            for one in reversed(ready["above"]):
                if one["pid"] != started["pid"]:
                    self._lane(one["pid"], one["name"], "between")
            self._lane(ready["pid"], "target", "target")
        for child in self.timeline.all("child-ready"):
            self._lane(child["pid"], "its child", "child")

    def _signals(self) -> list[Event]:
        """Return one event a signal: the kernel's where there is a trace, else what the witness got."""
        over = self.timeline.first("watch-ended")
        kind = "signal-made" if over is not None and over.get("traced") else "signal-received"
        sent = self.timeline.all("signal-sent")
        others = [event for event in self.timeline.all(kind) if event.get("sender") != "observer"]
        return sent + [event for event in others if event.get("sender_pid") != event["pid"]]

    def _arrow(self, event: Event) -> Arrow | None:
        source = 0 if event["event"] == "signal-sent" else self.pids.get(event.get("sender_pid", -1))
        target = self.pids.get(event["pid"])
        if source is None or target is None:
            return None
        return Arrow(max(0.0, event["t"]), source, target, event["signal"])

    def lanes(self) -> list[Lane]:
        ends = {
            event["pid"]: event
            for kind in ("tool", "between", "child", "target")
            for event in self.timeline.all(f"{kind}-ended")
        }
        lanes = [Lane(_SUPERVISOR, "observer", None, "", False, self._marks(0, None))]
        for pid, index in self.pids.items():
            ended = ends.get(pid)
            end: dict[str, Any] | None = None if ended is None else ended.get("end")
            words = "still running" if ended is None else described(end)
            lanes.append(
                Lane(
                    self.names[index],
                    self.roles[index],
                    None if ended is None else ended["t"],
                    words.removeprefix("was "),
                    "signal" in (end or {}),
                    self._marks(index, pid),
                )
            )
        return lanes

    def _marks(self, index: int, pid: int | None) -> tuple[Mark, ...]:
        marks = [Mark(arrow.t, "sends") for arrow in self.arrows if arrow.source == index]
        marks += [Mark(arrow.t, "gets") for arrow in self.arrows if arrow.target == index]
        marks += [Mark(event["t"], "marker") for event in self.timeline.all("marker") if event["pid"] == pid]
        return tuple(sorted(marks, key=lambda mark: (mark.t, mark.kind)))

    def steps(self, lanes: list[Lane]) -> list[tuple[float, str]]:
        told = [
            (arrow.t, f"{arrow.signal} from {self.names[arrow.source]} to {self.names[arrow.target]}")
            for arrow in self.arrows
        ]
        told += [
            (event["t"], "the target has finished its shutdown") for event in self.timeline.all("marker")
        ]
        told += [
            (event["t"], f"{self.tool} was stopped by {event['signal']}")
            for event in self.timeline.all("tool-stopped")
        ]
        told += [(event["t"], "the target is stopped") for event in self.timeline.all("target-stopped")]
        told += [(lane.ends, f"{lane.name} {lane.end}") for lane in lanes if lane.ends is not None]
        over = self.timeline.time("watch-ended")
        told += [
            (over, f"{lane.name} still running")
            for lane in lanes[1:]
            if over is not None and lane.ends is None
        ]
        return sorted(told, key=lambda item: item[0])


def lay_out(recording: Recording) -> Picture:
    """Return the picture of ``recording``; that of a race has the supervisor's lane alone."""
    layout = _Layout(recording)
    lanes = layout.lanes()
    steps = layout.steps(lanes)
    length = max([_SHORTEST, *(t for t, _ in steps)])
    version = recording.tool["version"]
    title = f"{layout.tool}{f' {version}' if version else ''}, {recording.scenario}: {recording.signal}"
    return Picture(title, tuple(lanes), tuple(layout.arrows), _ticks(length), length, tuple(steps))
