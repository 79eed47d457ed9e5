"""How and when each process ended, as the kernel itself has it: ``watch``'s eBPF, on sched_process_exit.

Optional. It sees what neither wait(2) nor, before Linux 6.15, a pidfd shows: how a process ended that another
one reaped. And it tells which of two processes ended first where the observer notices both at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.recording.ending import Ending
from dropexec.recording.signals import name_of
from dropexec.watch.bpf import btf
from dropexec.watch.bpf.engine import BpfEngine
from dropexec.watch.errors import EngineError
from dropexec.watch.event import End
from dropexec.watch.proc import Proc
from dropexec.watch.refusal import obstacle, rights
from dropexec.watch.selection import Selection

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from dropexec.watch.bpf.btf import Btf

# Room for a hundred ends. What comes beyond is lost, and then known as far as it is without an engine.
_RING_BYTES = 256 * 1024


@dataclass(frozen=True)
class Exit:
    """The end of a process at ``time``, seconds on CLOCK_MONOTONIC; ``end`` is None where nobody knows."""

    time: float
    end: Ending | None


def kernel_types() -> Btf | None:
    """Return what every ``Exits`` needs of the running kernel, or None where none can be had.

    It takes longer than all the rest, and is the same for all observations.
    """
    if obstacle(rights()) is not None:
        return None
    try:
        return btf.running_kernel()
    except (OSError, btf.BtfError):
        return None


class Exits:
    """The ends of this process's descendants from its entry on; a context manager.

    Without ``types``, or where the kernel will not have it, it knows of none.
    """

    def __init__(self, types: Btf | None) -> None:
        self._types = types
        self._engine: BpfEngine | None = None
        self._known: dict[int, Exit] = {}

    def __enter__(self) -> Self:
        if self._types is not None:
            try:
                self._engine = BpfEngine(
                    Selection(signals=0), Proc(), ring_bytes=_RING_BYTES, types=self._types
                )
            except EngineError:
                return self
            self._engine.watch(os.getpid())
        return self

    def of(self, pid: int) -> Exit | None:
        """Return the end of the process ``pid``, or None where it has not ended or that was not seen."""
        if self._engine is not None:
            for event in self._engine.read():
                if isinstance(event, End):
                    self._note(event)
        return self._known.get(pid)

    def _note(self, event: End) -> None:
        end = None
        if event.signal is not None or event.status is not None:
            end = Ending(event.status, None if event.signal is None else name_of(event.signal))
        self._known.setdefault(event.pid, Exit(event.monotonic / 1e9, end))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._engine is not None:
            self._engine.close()
