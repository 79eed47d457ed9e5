"""Where a program's records go: a buffer that is read as it fills, or a pinned ring that keeps the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.watch.bpf import task
from dropexec.watch.bpf.instructions import R0, R1, R2, R3, R8, R9, R10
from dropexec.watch.bpf.layout import SIGNAL_LAYOUT as _LAYOUT

if TYPE_CHECKING:
    from typing import Protocol

    from dropexec.watch.bpf.instructions import Assembler

    class Sink(Protocol):
        """How a record in R8 is begun, with its kind, and handed over."""

        def begin(self, emit: Assembler, size: int, kind: int) -> None:
            """Point R8 to room for `size` bytes, or go to ``out``."""

        def end(self, emit: Assembler) -> None:
            """Hand the record over."""


class Stream:
    """The ring buffer; where it is full, the record is counted as lost."""

    def __init__(self, ring: int, lost: int) -> None:
        self._ring = ring
        self._lost = lost

    def begin(self, emit: Assembler, size: int, kind: int) -> None:
        """Reserve room in the ring buffer."""
        emit.set_map(R1, self._ring)
        emit.set(R2, size)
        emit.set(R3, 0)
        emit.call(task.RINGBUF_RESERVE)
        emit.jump_unless(R0, 0, "reserved")
        emit.store_number(4, R10, task.KEY, 0)
        emit.set_map(R1, self._lost)
        emit.move(R2, R10)
        emit.add(R2, task.KEY)
        emit.call(task.MAP_LOOKUP)
        emit.jump_if(R0, 0, "out")
        emit.set(R1, 1)
        emit.atomic_add(R0, 0, R1)
        emit.jump("out")
        emit.label("reserved")
        emit.move(R8, R0)
        emit.store_number(4, R8, 0, kind)

    def end(self, emit: Assembler) -> None:
        """Submit it, which wakes the reader."""
        emit.move(R1, R8)
        emit.set(R2, 0)
        emit.call(task.RINGBUF_SUBMIT)


class Ring:
    """An array of records, used in turn: what is there the longest is overwritten.

    A record has its number at both ends, so that a reader sees whether it was being written just then. All
    kinds are of one size, a signal's. Before Linux 5.12 (`fetch` false) there is no counting and reading in
    one: two signals in the same instant may then get one number, and one of them is lost.
    """

    def __init__(self, records: int, entries: int, counter: int, *, fetch: bool) -> None:
        self._records = records
        self._entries = entries
        self._counter = counter
        self._fetch = fetch

    def begin(self, emit: Assembler, size: int, kind: int) -> None:
        """Take the next number, and the record that it belongs to."""
        first, last = _LAYOUT.offset("sequence"), _LAYOUT.offset("sequence_again")
        self._lookup(emit, self._counter)
        emit.set(R9, 1)
        emit.atomic_add(R0, 0, R9, fetch=self._fetch)
        if not self._fetch:
            emit.load(8, R9, R0)
            emit.add(R9, -1)
        emit.move(R1, R9)
        emit.modulo(R1, self._entries)
        self._lookup(emit, self._records, R1)
        emit.move(R8, R0)
        emit.add(R9, 1)
        emit.store_number(8, R8, last, 0)
        emit.store(8, R8, first, R9)
        emit.store_number(4, R8, 0, kind)

    def _lookup(self, emit: Assembler, descriptor: int, index: int | None = None) -> None:
        if index is None:
            emit.store_number(4, R10, task.KEY, 0)
        else:
            emit.store(4, R10, task.KEY, index)
        emit.set_map(R1, descriptor)
        emit.move(R2, R10)
        emit.add(R2, task.KEY)
        emit.call(task.MAP_LOOKUP)
        emit.jump_if(R0, 0, "out")

    def end(self, emit: Assembler) -> None:
        """Write the number to the record's end."""
        emit.load(8, R1, R8, _LAYOUT.offset("sequence"))
        emit.store(8, R8, _LAYOUT.offset("sequence_again"), R1)
