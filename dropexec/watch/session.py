"""The watch itself: from events to reports, until the targets have ended or the time is over."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Callable

from dropexec.watch import clock, pidfile
from dropexec.watch.ending import Deeds
from dropexec.watch.event import End, Signal
from dropexec.watch.proc import same_start
from dropexec.watch.report import EndReport, SignalReport
from dropexec.watch.unit import in_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.watch.engine import Engine
    from dropexec.watch.output import Output
    from dropexec.watch.proc import Proc, Process
    from dropexec.watch.selection import Selection
    from dropexec.watch.stops import Stops

    Passed = Callable[[int], None]

# How long the wait for an event may be where nothing tells that there is one, in seconds.
_HELD_BACK, _REFRESH = 0.02, 1.0
_LAST_READINGS = 16
"""How often what had come before the end is read: a flood that goes on has no end of its own."""


class Session:
    """Watches with an engine and writes to the outputs.

    `targets` are the processes whose end is reported, and ends the session; without any it goes on until the
    time is over. `refresh` is called every second and returns further processes to watch.
    """

    def __init__(
        self,
        engine: Engine,
        selection: Selection,
        proc: Proc,
        outputs: Sequence[Output],
        *,
        targets: Sequence[Process] = (),
        refresh: Callable[[], Sequence[int]] | None = None,
    ) -> None:
        self._engine = engine
        self._selection = selection
        self._proc = proc
        self._outputs = outputs
        self._targets = {process.pid: process for process in targets}
        self._bounded = bool(targets)
        self._refresh = refresh
        self._deeds = Deeds(selection.signals)
        self._lost = self._all_lost = 0
        self._boot = clock.boot()
        self._next_look = 0.0
        self._pid_files: dict[int, tuple[float, str | None]] = {}
        self._seen_ends: dict[int, int] = {}

    @property
    def engine(self) -> str:
        """The name of the engine."""
        return self._engine.name

    def watch_targets(self) -> list[Process]:
        """Have the engine watch the targets, and return those that had ended before it could."""
        for pid in (*self._targets, *(self._refresh() if self._refresh is not None else ())):
            self._engine.watch(pid)
        gone = [one for one in self._targets.values() if not self._runs(one)]
        if gone:
            # Those that ended just now have left an event, the others none.
            self._take_all()
        return [one for one in gone if one.pid in self._targets]

    def run(self, seconds: float | None, stops: Stops, passed: Passed | None = None) -> int:
        """Watch until every target has ended or `seconds` are over, and return 0.

        `passed` is called with each signal that asks to stop, and the session goes on; without it, it is
        over and the signal's number is returned.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        stopped_by = self._loop(deadline, stops, passed)
        for _ in range(_LAST_READINGS):
            self._take_all()
            if not self._engine.waiting:
                break
        return stopped_by

    def _loop(self, deadline: float | None, stops: Stops, passed: Passed | None) -> int:
        with select.epoll() as poll:
            poll.register(stops.fileno(), select.EPOLLIN)
            poll.register(self._engine.fileno(), select.EPOLLIN)
            while (self._targets or not self._bounded) and (deadline is None or time.monotonic() < deadline):
                poll.poll(self._timeout(deadline))
                self._take_all()
                for number in stops.taken():
                    if passed is None:
                        return number
                    passed(number)
                self._look_again()
        return 0

    def _timeout(self, deadline: float | None) -> float:
        limits = [] if deadline is None else [max(0.0, deadline - time.monotonic())]
        if self._engine.waiting:
            limits.append(_HELD_BACK)
        limits.append(_REFRESH)
        return min(limits)

    def _look_again(self) -> None:
        """Once a second: find what no event has told."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _REFRESH
        if self._refresh is not None:
            for pid in self._refresh():
                self._engine.watch(pid)
        gone = [one for one in self._targets.values() if not self._runs(one)]
        if gone:
            self._take_all()
        if self._engine.waiting:
            return
        for process in gone:
            if process.pid in self._targets:  # its end was among the events that were lost
                self._end(End(_now(), 0, process.pid, process.start, process.comm, 0, None, None, False))

    def _runs(self, process: Process) -> bool:
        return self._proc.runs(process.pid, process.start) and not self._proc.ended(process.pid)

    def _take_all(self) -> None:
        self._boot = clock.boot()
        self._count_lost()
        for event in self._engine.read():
            if isinstance(event, Signal):
                self._signal(event)
            else:
                self._end(event)
        for output in self._outputs:
            output.flush()

    def _signal(self, event: Signal) -> None:
        self._deeds.add(event)
        report = SignalReport(
            event=event,
            wall=self._boot + event.boottime,
            pid_file=self._pid_file(event) if event.addressed_thread else None,
            engine=self._engine.name,
            lost=self._lost,
        )
        self._lost = 0
        for output in self._outputs:
            output.signal(report)

    def _pid_file(self, event: Signal) -> str | None:
        """Return a PID file with the thread's number, looked for once a second at most."""
        number = event.target.tid
        when, found = self._pid_files.get(number, (0.0, None))
        if found is None and time.monotonic() - when > 1.0:
            found = find_pid_file(event, self._proc)
            self._pid_files[number] = (time.monotonic(), found)
        return found

    def _end(self, event: End) -> None:
        if self._is_target(event):
            self._report_end(event)
        self._deeds.forget(event.pid)

    def _is_target(self, event: End) -> bool:
        if self._selection.unit is None:
            target = self._targets.pop(event.pid, None)
            return target is not None and (event.start == 0 or same_start(target.start, event.start))
        # Of a unit's processes those count that the manager started, not what those start in their turn; and
        # each once: two last threads may both see that none is left.
        if self._seen_ends.get(event.pid) == event.start:
            return False
        self._seen_ends[event.pid] = event.start
        return not in_unit(self._proc.cgroup(event.parent), self._selection.unit)

    def _report_end(self, event: End) -> None:
        by, why = self._deeds.account(event)
        self._count_lost()
        self._write_end(EndReport(event, self._boot + event.boottime, by, why, self._all_lost))

    def _write_end(self, report: EndReport) -> None:
        for output in self._outputs:
            output.end(report)

    def _count_lost(self) -> None:
        lost = self._engine.lost()
        self._lost += lost
        self._all_lost += lost

    def finish(self) -> None:
        """Report the targets that still run; where there were none, that the watch is over."""
        self._boot = clock.boot()
        self._count_lost()
        wall = self._boot + _now()
        for process in self._targets.values():
            # It may have become another program since.
            now = self._proc.process(process.pid)
            comm = now.comm if now is not None and same_start(now.start, process.start) else process.comm
            event = End(_now(), 0, process.pid, process.start, comm, 0, None, None, False)
            self._write_end(EndReport(event, wall, None, "", self._all_lost, running=True))
        if not self._bounded:
            self._write_end(EndReport(None, wall, None, "", self._all_lost, running=True))
        for output in self._outputs:
            output.flush()


def _now() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def find_pid_file(event: Signal, proc: Proc) -> str | None:
    """Return a PID file that holds the id of the addressed thread.

    First those that the sender's command line and its parents' name, then where PID files usually are.
    """
    number = event.target.tid
    sender = event.sender
    if sender is not None:
        for pid, argv in ((sender.pid, sender.argv), *((one.pid, None) for one in sender.ancestors)):
            words = argv or proc.arguments(pid) or ()
            found = pidfile.holding(number, pidfile.named_in(words, proc.link(pid, "cwd")))
            if found is not None:
                return found
    return pidfile.holding(number, pidfile.walk())
