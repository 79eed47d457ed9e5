"""What is recorded at the end of the watch: how each process ended, what is left, what the trace shows."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from dropexec.probe.exits import Exit
from dropexec.probe.process import descendants, stat
from dropexec.probe.tracelog import Called, Generated, parse
from dropexec.recording.ending import Ending
from dropexec.recording.signals import code_name, name_of

if TYPE_CHECKING:
    from dropexec.probe.exits import Exits
    from dropexec.probe.stage import Stage
    from dropexec.probe.tracing import Trace
    from dropexec.probe.watched import WatchedProcess
    from dropexec.recording.ending import JSONEnding

# Signals that processes live by, which nobody sent to stop anything.
_NOISE = {"SIGCHLD", "SIGIO", "SIGURG", "SIGWINCH"}


def conclude(
    stage: Stage,
    target: WatchedProcess,
    zero: float,
    exits: Exits,
    trace: Trace | None,
    missing: str | None,
) -> None:
    """Add to the log of ``stage`` what shows only at the end; ``missing`` is why there is no ``trace``."""
    over = time.monotonic()
    if trace is not None:
        trace.stop()
    stage.drain()
    if stage.output.omitted:
        stage.log.add("output-omitted", over, characters=stage.output.omitted)
    now = None if target.gone else stat(target.pid)
    if now is not None and now.state in "Tt":
        stage.log.add("target-stopped", over, pid=target.pid)
    _note_ends(stage, target, exits)
    stage.log.add("watch-ended", over, traced=trace is not None, untraced_because=missing)
    for one in descendants(os.getpid()):
        if one.state != "Z":
            stage.log.add("left-running", over, pid=one.pid, name=one.name)
    if trace is not None:
        _note_trace(stage, trace.read(), zero)
    stage.log.roles.update({process.pid: process.role for process in stage.processes.known})
    stage.log.roles.update({target.pid: "target", os.getpid(): "observer"})


def _note_ends(stage: Stage, target: WatchedProcess, exits: Exits) -> None:
    tool = stage.tool
    tool_end, _ = tool.end() if tool.gone else (None, None)
    for process in stage.processes.known:
        if process.ended is not None and process.role != "target":
            seen = _seen(process, tool_end if process is tool else process.end()[0], exits)
            stage.log.add(f"{process.role}-ended", seen.time, pid=process.pid, end=_json(seen.end))
    if target.ended is not None:
        end, reaper = (tool_end, "observer") if target is tool else target.end()
        if reaper == "other" and stage.plan.scenario.pid1:
            reaper = None  # the kernel itself reaps what is left when the namespace's init ends
        seen = _seen(target, end, exits)
        end = seen.end
        if end is None and stage.announced is not None:
            end = Ending(status=stage.announced)
        stage.log.add("target-ended", seen.time, pid=target.pid, end=_json(end), reaped_by=reaper)


def _seen(process: WatchedProcess, end: Ending | None, exits: Exits) -> Exit:
    """Return the end of a process: what the kernel's record says, else what the observer has noticed."""
    assert process.ended is not None  # noqa: S101  the callers look at what has ended
    known = exits.of(process.pid)
    return Exit(process.ended, end) if known is None else Exit(known.time, end or known.end)


def _json(end: Ending | None) -> JSONEnding | None:
    return None if end is None else end.to_json()


def _note_trace(stage: Stage, text: str, zero: float) -> None:
    observer = os.getpid()
    watched = {process.pid for process in stage.processes.known}
    for found in parse(text):
        name = name_of(found.signal)
        if found.sender == observer or found.time < zero or name in _NOISE or found.signal == 0:
            continue
        if isinstance(found, Called) and found.sender in watched:
            stage.log.add(
                "signal-called",
                found.time,
                sender_pid=found.sender,
                signal=name,
                call=found.call,
                argument=found.argument,
            )
        elif isinstance(found, Generated) and found.pid in watched:
            stage.log.add(
                "signal-made",
                found.time,
                sender_pid=found.sender,
                pid=found.pid,
                signal=name,
                code=code_name(found.code),
                delivered=found.delivered,
            )
