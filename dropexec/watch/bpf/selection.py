"""Which signals a program writes down: by number, and by whom they are for."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from dropexec.watch.bpf import layout, syscall, task
from dropexec.watch.bpf.instructions import R0, R1, R2, R3, R6, R7, R9, R10

if TYPE_CHECKING:
    from dropexec.watch.bpf.instructions import Assembler
    from dropexec.watch.bpf.task import Reader

MOST_WATCHED = 16384
"""Processes that can be followed at once."""

UNIT_BYTES = layout.NAME_BYTES
"""Room for the name of a control group, its NUL included."""

_SETTINGS_KEY = 0
_UNIT = -8 - UNIT_BYTES - 40  # on the stack, below what Reader uses


class Selector:
    """The maps that say what is wanted, and the instructions that ask them; the rest goes to ``out``.

    `everything` takes every process, `unit` those in a control group of that name, at whatever depth;
    otherwise it is the processes in ``watched``.
    """

    def __init__(
        self, settings: int, watched: int, *, everything: bool = False, unit: str | None = None
    ) -> None:
        self.settings = settings
        self.watched = watched
        self._everything = everything
        self._unit = unit.encode() if unit is not None else None

    def check_signal(self, emit: Assembler) -> None:
        """Go on only where the bit of the signal is set in the settings."""
        emit.store_number(4, R10, task.KEY, _SETTINGS_KEY)
        emit.set_map(R1, self.settings)
        emit.move(R2, R10)
        emit.add(R2, task.KEY)
        emit.call(task.MAP_LOOKUP)
        emit.jump_if(R0, 0, "out")
        emit.load(8, R1, R0)
        emit.load(8, R2, R6)
        emit.add(R2, -1)
        emit.and_(R2, 63)
        emit.shift_right_by(R1, R2)
        emit.and_(R1, 1)
        emit.jump_if(R1, 0, "out")

    def check_target(self, reader: Reader) -> None:
        """Go on only where the task in R7 is one of those."""
        if self._unit is not None:
            self._check_unit(reader, self._unit)
        elif not self._everything:
            self.check_watched(reader)

    def check_watched(self, reader: Reader) -> None:
        """Go on only where the process of the task in R7 is watched."""
        self._call_watched(reader, task.MAP_LOOKUP)
        reader.assembler.jump_if(R0, 0, "out")

    def check_ended(self, reader: Reader) -> None:
        """Go on only where the process of the task in R7 is one of those, and watch it no more.

        Two last threads may both see that none is left: only one of them removes the process.
        """
        if self._unit is not None:
            self._check_unit(reader, self._unit)
        elif not self._everything:
            self._call_watched(reader, task.MAP_DELETE)
            reader.assembler.jump_unless(R0, 0, "out")

    def _call_watched(self, reader: Reader, helper: int) -> None:
        emit = reader.assembler
        reader.read(R10, task.KEY, R7, "task_struct.tgid", 4)
        emit.set_map(R1, self.watched)
        emit.move(R2, R10)
        emit.add(R2, task.KEY)
        emit.call(helper)

    def _check_unit(self, reader: Reader, unit: bytes) -> None:
        """Compare the name of each control group from the task's upward, 8 bytes at a time."""
        emit = reader.assembler
        padded = unit.ljust(UNIT_BYTES, b"\0")
        words = struct.unpack(f"={UNIT_BYTES // 8}q", padded)
        used = len(unit) // 8 + 1  # with the NUL
        reader.follow_cgroup(R7)
        for level in range(layout.CGROUP_NAMES):
            for word in range(used):
                emit.store_number(8, R10, _UNIT + 8 * word, 0)
            reader.follow(R3, R9, "kernfs_node.name")
            emit.move(R1, R10)
            emit.add(R1, _UNIT)
            emit.set(R2, UNIT_BYTES)
            emit.call(task.PROBE_READ_KERNEL_STR)
            for word in range(used):
                emit.load(8, R1, R10, _UNIT + 8 * word)
                emit.set(R2, words[word])
                emit.xor_register(R1, R2)
                emit.jump_unless(R1, 0, f"another name {level}")
            emit.jump("wanted")
            emit.label(f"another name {level}")
            reader.follow(R9, R9, "kernfs_node.__parent|parent")
        emit.jump("out")
        emit.label("wanted")


def settings_value(signals: int) -> bytes:
    """Return the settings as the programs read them: bit N - 1 of `signals` is signal N."""
    return struct.pack("=Q", signals)


def new_settings() -> int:
    """Return a map for the settings."""
    return syscall.create_map(syscall.ARRAY, 4, 8, 1, "dropexec_set")


def new_watched() -> int:
    """Return a map for the processes that are watched."""
    return syscall.create_map(syscall.HASH, 4, 8, MOST_WATCHED, "dropexec_pids")
