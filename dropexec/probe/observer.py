"""Carry out a scenario: start the tool, send the signals, watch, and complete the log."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from dropexec.probe.conclusion import conclude
from dropexec.probe.exits import Exits
from dropexec.probe.settling import INTERVAL, LONGEST, Settling
from dropexec.probe.stage import Stage
from dropexec.probe.tracing import Trace, Untraceable
from dropexec.recording.escalation import SETTLE, STOPS
from dropexec.recording.signals import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropexec.probe.stage import Plan
    from dropexec.probe.watched import WatchedProcess
    from dropexec.recording.timeline import Event

#: When nothing happened for this many seconds, nothing will.
QUIET = 0.5


def observe(plan: Plan, cancel_pipe: int) -> list[Event]:
    """Carry out ``plan`` and return the events, in seconds from the first signal; in a subreaper.

    Raises ProbeError where the tool did not start the target.
    """
    with contextlib.ExitStack() as stack:
        trace, missing = _traced(stack, wanted=plan.trace)
        exits = stack.enter_context(Exits(plan.types))
        stage = Stage(plan, cancel_pipe)
        stack.callback(stage.witnesses.close)
        target = stage.await_ready()
        _settle(stage, target)
        zero = _send_first(stage, target)
        _watch(stage, target, zero)
        conclude(stage, target, zero, exits, trace, missing)
        return stage.log.events(zero)


def _traced(stack: contextlib.ExitStack, *, wanted: bool) -> tuple[Trace | None, str | None]:
    """Return the kernel's trace, or why there is none."""
    if not wanted:
        return None, "not asked for"
    try:
        return stack.enter_context(Trace()), None
    except Untraceable as reason:
        return None, str(reason)


def _settle(stage: Stage, target: WatchedProcess) -> None:
    """Wait until the tool has settled; one that has become the target has."""
    if target is stage.tool:
        return
    number = number_of(stage.plan.scenario.signal)
    settling = Settling(stage.tool.pid, stage.witness_pids, number)
    settled = stage.loop.run(
        lambda: stage.tool.gone or settling.settled(), time.monotonic() + LONGEST, every=INTERVAL
    )
    stage.check_tool()
    caught = settling.ready_for_signal()
    stage.log.add("tool-settled", time.monotonic(), settled=settled, caught=caught)


def _send(stage: Stage, process: WatchedProcess) -> float | None:
    signal = stage.plan.scenario.signal
    moment = process.send(number_of(signal))
    if moment is not None:
        stage.log.add("signal-sent", moment, pid=process.pid, signal=signal)
    return moment


def _send_first(stage: Stage, target: WatchedProcess) -> float:
    """Send the scenario's first signal and return when."""
    moments = [_send(stage, stage.tool)] if not stage.plan.scenario.everyone else _send_to_all(stage, target)
    return next((moment for moment in moments if moment is not None), time.monotonic())


def _send_to_all(stage: Stage, target: WatchedProcess) -> list[float | None]:
    """Send the signal to every process of the tree, the target first.

    A second SIGTERM that arrives while the first is pending is merged with it, so the target is given the
    time to take its own before the tool is told, which may forward it.
    """
    moments = [_send(stage, target)]
    stage.loop.run(lambda: bool(stage.received) or target.gone, time.monotonic() + SETTLE)
    return moments + [_send(stage, process) for process in stage.processes.known if process is not target]


def _watch(stage: Stage, target: WatchedProcess, zero: float) -> None:
    scenario, tool = stage.plan.scenario, stage.tool
    deadline = zero + scenario.watch

    def gone() -> bool:
        return tool.gone

    if scenario.again is not None and not stage.loop.run(gone, zero + scenario.again):
        _send(stage, tool)
    if scenario.signal in ("SIGTERM", "SIGKILL"):
        stage.loop.run(gone, deadline)
    else:
        _watch_until_quiet(stage, target, gone, deadline)
    if tool.gone and not target.gone:
        _watch_orphan(stage, target, deadline)


def _watch_until_quiet(
    stage: Stage, target: WatchedProcess, gone: Callable[[], bool], deadline: float
) -> None:
    """Watch until nothing happens any more: nothing else shows that a signal was lost."""
    busy = True
    while busy and not gone():
        seen = len(stage.log)
        busy = stage.loop.run(
            lambda seen=seen: gone() or len(stage.log) > seen,  # type: ignore[misc]
            min(deadline, time.monotonic() + QUIET),
        )
    if target.gone:
        stage.loop.run(gone, deadline)  # the tool may sleep through its grace period


def _watch_orphan(stage: Stage, target: WatchedProcess, deadline: float) -> None:
    """Watch what the tool left behind until it ends, or has stayed long enough to be an orphan."""
    response = stage.plan.scenario.response
    stage.loop.run(lambda: target.gone, time.monotonic() + SETTLE)
    if not target.gone and response.action == "end" and stage.received & STOPS:
        stage.loop.run(lambda: target.gone, min(deadline, time.monotonic() + response.seconds + SETTLE))
