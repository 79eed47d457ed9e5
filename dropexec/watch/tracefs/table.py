"""The processes as the trace shows them come and go: what is left of one that has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dropexec.watch.event import Ancestor, Sender
from dropexec.watch.terminal import tty_name
from dropexec.watch.tracefs.recent import Recent
from dropexec.watch.unit import unit_of

if TYPE_CHECKING:
    from dropexec.watch.proc import Proc, Process

_MOST_KEPT = 8192
_MOST_ANCESTORS = 10


class Known(NamedTuple):
    """What the trace said of a task."""

    parent: int = 0
    process: int = 0
    comm: str = ""
    executable: str | None = None
    argv: tuple[str, ...] | None = None
    exited: bool = False


class Found(NamedTuple):
    """A thread that was addressed, its process, that one's id and control group; None where it has gone."""

    thread: Process | None
    process: Process | None
    pid: int
    cgroup: str | None


class Table:
    """Tasks by their ids. Those that have exited are forgotten after a while, the oldest first."""

    def __init__(self, proc: Proc) -> None:
        self._proc = proc
        self._tasks: dict[int, Known] = {}
        self._senders = Recent(self._look_up_sender)
        self._targets = Recent(self._look_up_target)

    def _set(self, tid: int, known: Known) -> None:
        self._senders.forget(tid)
        self._targets.forget(tid)
        self._tasks.pop(tid, None)
        self._tasks[tid] = known
        if len(self._tasks) > _MOST_KEPT:
            del self._tasks[next(iter(self._tasks))]

    def forked(self, parent: int, child: int, comm: str) -> None:
        """Note a new task, a process or a thread."""
        found = self._proc.process(child)
        above = self._tasks.get(parent)
        self._set(
            child,
            Known(
                parent=above.process if above is not None and above.process else parent,
                process=found.tgid if found is not None else child,
                comm=comm,
                executable=above.executable if above is not None else None,
            ),
        )

    def executed(self, tid: int, executable: str) -> None:
        """Note that a process became another program; its command line is there if it still runs."""
        known = self._tasks.get(tid, Known())
        comm = executable.rpartition("/")[2].encode("utf-8", "surrogateescape")[:15]
        self._set(
            tid,
            known._replace(
                process=tid,
                comm=comm.decode("utf-8", "surrogateescape"),
                executable=executable,
                argv=self._proc.arguments(tid),
            ),
        )

    def exited(self, tid: int) -> None:
        """Note the end of a task."""
        self._set(tid, self._tasks.get(tid, Known())._replace(exited=True))

    def has_exited(self, tid: int) -> bool:
        """Return whether a task's end has been noted."""
        return tid in self._tasks and self._tasks[tid].exited

    def process_of(self, tid: int) -> int:
        """Return a task's process; the task itself where nothing is known of it."""
        found = self._proc.process(tid)
        if found is not None:
            return found.tgid
        known = self._tasks.get(tid)
        return known.process if known is not None and known.process else tid

    def sender(self, tid: int, monotonic: int) -> tuple[Sender, bool]:
        """Return what can be said of a sender, and whether it is a thread of the kernel's."""
        return self._senders.get(tid, monotonic)

    def target(self, tid: int, monotonic: int) -> Found:
        """Return what can be said of a thread that was addressed."""
        return self._targets.get(tid, monotonic)

    def _look_up_target(self, tid: int) -> Found:
        process = self.process_of(tid)
        return Found(
            self._proc.process(tid), self._proc.process(process), process, self._proc.cgroup(process)
        )

    def _look_up_sender(self, tid: int) -> tuple[Sender, bool]:
        return self._described(tid), tid == 0 or self._proc.is_kernel_thread(tid)

    def _described(self, tid: int) -> Sender:
        process = self.process_of(tid)
        known = self._tasks.get(process) or self._tasks.get(tid) or Known()
        found = self._proc.process(tid)
        cgroup = self._proc.cgroup(process) if found is not None else None
        return Sender(
            pid=process,
            tid=tid,
            uid=self._proc.uid(process),
            loginuid=self._proc.number(process, "loginuid"),
            session=self._proc.number(process, "sessionid"),
            tty=self._tty(process),
            comm=found.comm if found is not None else known.comm,
            executable=self._proc.link(process, "exe") or known.executable,
            argv=self._proc.arguments(process) or known.argv,
            ancestors=self._ancestors(process),
            cgroup=cgroup,
            unit=unit_of(cgroup),
        )

    def _tty(self, process: int) -> str | None:
        name = self._proc.tty(process)
        return tty_name(name) if name else None

    def _ancestors(self, process: int) -> tuple[Ancestor, ...]:
        found: list[Ancestor] = []
        while len(found) < _MOST_ANCESTORS:
            # Who started it, rather than who looks after it since that one has gone.
            parent = self._tasks.get(process, Known()).parent or self._proc.parent(process)
            if not parent:
                break
            above = self._proc.process(parent)
            known = self._tasks.get(parent, Known())
            found.append(Ancestor(parent, above.comm if above is not None else known.comm))
            process = parent
        return tuple(found)
