"""The watched processes with their threads and children, from the trace's forks and exits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.watch.proc import Proc


class Family:
    """Which process a watched thread belongs to, and which of a process's threads still run."""

    def __init__(self, proc: Proc) -> None:
        self._proc = proc
        self._process: dict[int, int] = {}
        self._threads: dict[int, set[int]] = {}

    def add(self, pid: int) -> None:
        """Take a process and the threads that it has."""
        for tid in (pid, *self._proc.threads(pid)):
            self._join(tid, pid)

    def _join(self, tid: int, process: int) -> None:
        self._process[tid] = process
        self._threads.setdefault(process, set()).add(tid)

    def forked(self, parent: int, child: int, process: int) -> None:
        """Take a new task among them where its parent is."""
        if parent in self._process:
            self._join(child, process)

    def executed(self, pid: int, thread: int) -> None:
        """Note an exec: whichever thread called it goes on as the process, the others have ended."""
        if pid in self._process:
            for tid in self._threads.get(pid, set()) - {pid, thread}:
                self._process.pop(tid, None)
            self._process.pop(thread, None)
            self._process[pid] = pid
            self._threads[pid] = {pid}

    def process(self, tid: int) -> int | None:
        """Return the watched process that a thread is of, None where it is of none."""
        return self._process.get(tid)

    def exited(self, tid: int) -> tuple[int | None, bool]:
        """Note a thread's end; return its process and whether that was the last of it."""
        process = self._process.pop(tid, None)
        if process is None:
            return None, False
        left = self._threads.get(process, set())
        left.discard(tid)
        if left:
            return process, False
        self._threads.pop(process, None)
        return process, True
