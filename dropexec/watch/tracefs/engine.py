"""The engine for machines without eBPF: a trace instance, and /proc for the rest."""

from __future__ import annotations

import contextlib
import errno
import select
import time
from typing import TYPE_CHECKING

from dropexec.watch.errors import EngineError
from dropexec.watch.event import End, Signal, Target
from dropexec.watch.oom import OomJoin
from dropexec.watch.origin import PROCESS, Circumstances, addressed_thread, origin
from dropexec.watch.tracefs.connector import ExitStatuses
from dropexec.watch.tracefs.family import Family
from dropexec.watch.tracefs.instance import Instance
from dropexec.watch.tracefs.table import Table
from dropexec.watch.unit import in_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.watch.proc import Proc
    from dropexec.watch.selection import Selection
    from dropexec.watch.tracefs.instance import Record

_LAST = 64
_STATUS_SECONDS = 0.2
_ATTEMPTS = 4


def condition(signals: int) -> str:
    """Return the filter for the wanted signals, whichever way it is shorter: the kernel takes 4095 bytes."""
    wanted = [number for number in range(1, _LAST + 1) if signals >> (number - 1) & 1]
    if len(wanted) <= _LAST // 2:
        return " || ".join(f"sig == {number}" for number in wanted)
    rest = [number for number in range(1, _LAST + 1) if number not in wanted]
    return " && ".join(f"sig != {number}" for number in rest)


class TracefsEngine:
    """Signals from signal_generate, the sender from /proc and from what the trace said of it before.

    Raises EngineError where tracefs is not to be had. All processes' signals arrive here, and those that are
    not wanted are sorted out: the kernel's filter knows no list of processes that grows.
    """

    name = "tracefs"
    blind_to = (
        "the command line, user, terminal and unit of a sender that ended at once",
        "whether a signal without a siginfo had one",
    )

    def __init__(self, selection: Selection, proc: Proc) -> None:
        self._selection = selection
        self._proc = proc
        self._table = Table(proc)
        self._family = Family(proc)
        self._join = OomJoin()
        self._held: list[Record] = []
        try:
            self._instance = _instance(selection, proc)
        except (OSError, ValueError) as error:
            text = error.strerror if isinstance(error, OSError) else str(error)
            raise EngineError(f"tracefs is not to be had ({text})") from error
        self._poll = select.epoll()
        for pipe in self._instance.pipes():
            self._poll.register(pipe, select.EPOLLIN)
        self._statuses: ExitStatuses | None = None
        with contextlib.suppress(OSError):
            self._statuses = ExitStatuses()

    def watch(self, pid: int) -> None:
        """Take a process among the watched; its threads are, and what it starts from now on."""
        self._family.add(pid)

    def fileno(self) -> int:
        """Return what is readable when there is something to read."""
        return self._poll.fileno()

    @property
    def waiting(self) -> bool:
        """Whether read() may return more although nothing has become readable."""
        return bool(self._held) or bool(self._join)

    def read(self) -> Iterator[Signal | End]:
        """Yield what has happened since, in order.

        Each processor has a buffer of its own. What is older than the beginning of this reading is there as a
        whole; what is younger waits for the next.
        """
        began = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        self._held += self._instance.read()
        self._held.sort(key=lambda record: record.monotonic)
        ready = [record for record in self._held if record.monotonic < began]
        self._held = self._held[len(ready) :]
        for record in ready:
            self._take(record)
            yield from self._ready(0)
        yield from self._ready(time.clock_gettime_ns(time.CLOCK_MONOTONIC))

    def _ready(self, monotonic: int) -> Iterator[Signal | End]:
        for event in self._join.ready(monotonic):
            if isinstance(event, Signal) and event.origin != PROCESS:
                yield event._replace(sender=None)  # whoever happened to run
            else:
                yield event

    def _take(self, record: Record) -> None:
        if record.event == "signal_generate":
            self._signal(record)
        elif record.event == "sched_process_fork":
            parent, child = record.number("parent_pid"), record.number("child_pid")
            self._table.forked(parent, child, record.text("child_comm"))
            self._family.forked(parent, child, self._table.process_of(child))
        elif record.event == "sched_process_exec":
            self._exec(record)
        elif record.event == "sched_process_exit":
            self._exit(record)
        else:
            self._join.mark(record.number("common_pid"), record.monotonic)

    def _exec(self, record: Record) -> None:
        pid, unit = record.number("pid"), self._selection.unit
        self._table.executed(pid, record.text("filename"))
        self._family.executed(pid, record.number("old_pid"))
        # A manager puts a process into its control group before the exec.
        if unit is not None and in_unit(self._proc.cgroup(pid), unit):
            self._family.add(pid)

    def _signal(self, record: Record) -> None:
        tid, thread = record.number("pid"), record.number("common_pid")
        found = self._table.target(tid, record.monotonic)
        pid = self._family.process(tid) or found.pid
        if not self._wanted(tid, found.cgroup):
            return
        sender, kernel_thread = self._table.sender(thread, record.monotonic)
        how = Circumstances(
            number=record.number("sig"),
            code=record.number("code"),
            siginfo=None,
            group=bool(record.number("group")),
            itself=thread == tid,
            exiting=self._table.has_exited(thread),
            kernel_thread=kernel_thread,
            from_call=False,
        )
        where, comm = origin(how), record.text("comm")
        self._join.add(
            Signal(
                boottime=_boottime(record.monotonic),
                monotonic=record.monotonic,
                number=how.number,
                code=how.code,
                origin=where,
                sender=sender,
                target=Target(pid, tid, found.thread.comm if found.thread is not None else comm),
                addressed_thread=where == PROCESS and addressed_thread(how, pid, tid),
                result=record.number("result"),
                process=found.process.comm if found.process is not None else comm,
                start=found.process.start if found.process is not None else 0,
                cgroup=found.cgroup,
            )
        )

    def _wanted(self, tid: int, cgroup: str | None) -> bool:
        if self._selection.everything:
            return True
        if self._selection.unit is not None:
            return in_unit(cgroup, self._selection.unit) or self._family.process(tid) is not None
        return self._family.process(tid) is not None

    def _exit(self, record: Record) -> None:
        tid = record.number("pid")
        self._table.exited(tid)
        process, last = self._family.exited(tid)
        if process is None or not last:
            return
        number, status = self._status(process)
        self._join.add(
            End(
                boottime=_boottime(record.monotonic),
                monotonic=record.monotonic,
                pid=process,
                start=0,
                comm=record.text("comm"),
                parent=0,
                signal=number,
                status=status,
                oom=False,
            )
        )

    def _status(self, process: int) -> tuple[int | None, int | None]:
        """Return signal and status of a process that has just ended: the connector tells a little later."""
        if self._statuses is None:
            return None, None
        deadline = time.monotonic() + _STATUS_SECONDS
        found = self._statuses.take(process)
        while found is None and time.monotonic() < deadline:
            select.select([self._statuses], [], [], max(0.0, deadline - time.monotonic()))
            found = self._statuses.take(process)
        return (None, None) if found is None else End.from_wait_status(found)

    def lost(self) -> int:
        """Return how many events were lost since this was last asked."""
        return self._instance.lost()

    def close(self) -> None:
        """Remove the trace instance."""
        self._poll.close()
        if self._statuses is not None:
            self._statuses.close()
        self._instance.close()


def _instance(selection: Selection, proc: Proc) -> Instance:
    """Return a new trace instance.

    On a busy machine with Linux 6.18 the files of one that was just made are now and then those of one that
    was removed just before (1 of 60 in a row): then another is made.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return Instance(events(selection), proc)
        except OSError as error:
            if error.errno not in (errno.ENODEV, errno.ENOENT):
                raise
    return Instance(events(selection), proc)


def events(selection: Selection) -> dict[str, str]:
    """Return the trace events that are needed, each with its filter; signals last, when the rest is on."""
    return {
        "sched/sched_process_fork": "",
        "sched/sched_process_exec": "",
        "sched/sched_process_exit": "",
        "oom/mark_victim": "",
        "signal/signal_generate": condition(selection.signals),
    }


def _boottime(monotonic: int) -> int:
    """Return a time of CLOCK_MONOTONIC as one of CLOCK_BOOTTIME, which differ by the time in suspend."""
    return (
        monotonic + time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    )
