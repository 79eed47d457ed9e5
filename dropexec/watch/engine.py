"""What every engine can do, and which one is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dropexec.watch.errors import EngineError, WatchError
from dropexec.watch.refusal import obstacle, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dropexec.watch.event import End, Signal
    from dropexec.watch.proc import Proc
    from dropexec.watch.refusal import Rights
    from dropexec.watch.selection import Selection


class Engine(Protocol):
    """A source of events.

    ``blind_to`` is what it cannot see, each a phrase; ``waiting`` is whether read() may return more without
    the descriptor having become readable.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def blind_to(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def waiting(self) -> bool: ...  # noqa: D102

    def watch(self, pid: int) -> None:
        """Take a process among the watched."""

    def fileno(self) -> int:
        """Return a descriptor for poll(2)."""

    def read(self) -> Iterator[Signal | End]:
        """Yield what has happened since, in order."""

    def lost(self) -> int:
        """Return how many events were lost since this was last asked, as the kernel counts them."""

    def close(self) -> None:
        """Leave nothing behind."""


def _bpf(selection: Selection, proc: Proc) -> Engine:
    from dropexec.watch.bpf.engine import BpfEngine

    return BpfEngine(selection, proc)


def _tracefs(selection: Selection, proc: Proc) -> Engine:
    from dropexec.watch.tracefs.engine import TracefsEngine

    return TracefsEngine(selection, proc)


_ENGINES = {"bpf": _bpf, "tracefs": _tracefs}
NAMES = tuple(_ENGINES)

_FOR_BPF = "CONFIG_BPF_SYSCALL and CONFIG_DEBUG_INFO_BTF (Linux 5.8 or later)"
_REMEDIES = {
    "bpf": f"use --engine=tracefs, or a kernel with {_FOR_BPF}",
    "tracefs": "use --engine=bpf, or a kernel with CONFIG_FTRACE",
    "auto": f"use a kernel with {_FOR_BPF}, or with CONFIG_FTRACE",
}


def open_engine(
    name: str,
    selection: Selection,
    proc: Proc,
    known: Rights,
    numbers: tuple[int, ...],
    note: Callable[[str], None],
) -> Engine:
    """Return the engine of that name, or with ``auto`` the first that works here.

    `note` is called with what is good to know about the choice; `numbers` are the signals that were asked
    for. Raises WatchError with a line that says what is missing and what would do.
    """
    found = obstacle(known)
    if found is not None:
        raise WatchError(refusal(*found, numbers))
    reasons = []
    for one in _ENGINES if name == "auto" else (name,):
        try:
            engine = _ENGINES[one](selection, proc)
        except EngineError as error:
            reasons.append(f"{one}: {error}")
            continue
        if engine.blind_to:
            why = f"{reasons[0]}; " if reasons else ""
            note(f"{why}watching with {one}, which cannot see {', '.join(engine.blind_to)}")
        return engine
    raise WatchError(refusal("; ".join(reasons), _REMEDIES[name], numbers))
