"""eBPF instructions by name, and their encoding.

Each instruction is 8 bytes: opcode, two registers, a 16-bit offset, a 32-bit constant. The names and numbers
are those of the kernel's Documentation/bpf/standardization/instruction-set.rst.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 = range(11)
"""The registers: R0 holds results, R1 to R5 arguments and are lost in a call, R10 is the stack's end."""

STACK_BYTES = 512

# Instruction classes, and the bits that go with them.
_LD, _LDX, _ST, _STX, _JMP, _ALU64 = 0x00, 0x01, 0x02, 0x03, 0x05, 0x07
_FROM_REGISTER = 0x08
_MEM, _ATOMIC = 0x60, 0xC0
_SIZES = {1: 0x10, 2: 0x08, 4: 0x00, 8: 0x18}
_ADD, _SUB, _OR, _AND, _RSH = 0x00, 0x10, 0x40, 0x50, 0x70
_NEG, _MOD, _XOR, _MOV, _ARSH = 0x80, 0x90, 0xA0, 0xB0, 0xC0
_JA, _JEQ, _JNE, _CALL, _EXIT = 0x00, 0x10, 0x50, 0x80, 0x90
_FETCH = 0x01  # with _ADD in the constant of an atomic instruction; Linux 5.12
_PSEUDO_MAP_FD = 1

_WORD = struct.Struct("=BBhi")


class Instruction(NamedTuple):
    """One instruction before its jump is resolved: ``label`` names the instruction it jumps to."""

    opcode: int
    destination: int = 0
    source: int = 0
    offset: int = 0
    constant: int = 0
    label: str | None = None


class Assembler:
    """A program as it grows. Raises ValueError, at the end, for a label that is missing or given twice."""

    def __init__(self) -> None:
        self._instructions: list[Instruction] = []
        self._labels: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._instructions)

    def label(self, name: str) -> None:
        """Name the instruction that follows."""
        if name in self._labels:
            raise ValueError(f"label {name} is given twice")
        self._labels[name] = len(self._instructions)

    def encoded(self) -> bytes:
        """Return the program as bpf(2) takes it."""
        words = bytearray()
        for place, one in enumerate(self._instructions):
            offset = one.offset if one.label is None else self._distance(place, one.label)
            constant = one.constant - (1 << 32) if one.constant >= 1 << 31 else one.constant
            # In a byte the destination is the low half on little-endian machines, the high half on others.
            low, high = (one.destination, one.source) if _LITTLE else (one.source, one.destination)
            words += _WORD.pack(one.opcode, low | high << 4, offset, constant)
        return bytes(words)

    def _distance(self, place: int, label: str) -> int:
        if label not in self._labels:
            raise ValueError(f"label {label} is missing")
        return self._labels[label] - place - 1

    def _add(
        self, opcode: int, destination: int = 0, source: int = 0, offset: int = 0, constant: int = 0
    ) -> None:
        self._instructions.append(Instruction(opcode, destination, source, offset, constant))

    def _arithmetic(self, operation: int, destination: int, value: int, from_register: bool) -> None:
        if from_register:
            self._add(_ALU64 | _FROM_REGISTER | operation, destination, value)
        else:
            self._add(_ALU64 | operation, destination, constant=value)

    def move(self, destination: int, source: int) -> None:
        """Copy a register."""
        self._arithmetic(_MOV, destination, source, True)

    def set(self, destination: int, value: int) -> None:
        """Set a register to a number: one instruction for 32 signed bits, two for 64."""
        if -(1 << 31) <= value < 1 << 31:
            self._arithmetic(_MOV, destination, value, False)
        else:
            self._wide(destination, 0, value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF)

    def set_map(self, destination: int, descriptor: int) -> None:
        """Set a register to a map, by its file descriptor; the kernel keeps both alike long."""
        self._wide(destination, _PSEUDO_MAP_FD, descriptor, 0)

    def _wide(self, destination: int, source: int, low: int, high: int) -> None:
        self._add(_LD | _SIZES[8], destination, source, constant=low)
        self._add(0, constant=high)

    def add(self, destination: int, value: int) -> None:
        """Add a number; nothing is emitted for 0."""
        if value:
            self._arithmetic(_ADD, destination, value, False)

    def and_(self, destination: int, mask: int) -> None:
        """Keep the bits of a mask of 31 bits."""
        self._arithmetic(_AND, destination, mask, False)

    def modulo(self, destination: int, divisor: int) -> None:
        """Keep the remainder of an unsigned division."""
        self._arithmetic(_MOD, destination, divisor, False)

    def shift_right(self, destination: int, bits: int) -> None:
        """Shift right, zeroes from the left."""
        self._arithmetic(_RSH, destination, bits, False)

    def shift_right_signed(self, destination: int, bits: int) -> None:
        """Shift right, the sign from the left: by 63, all bits of a negative number and none of another."""
        self._arithmetic(_ARSH, destination, bits, False)

    def shift_right_by(self, destination: int, source: int) -> None:
        """Shift right by what another register says, zeroes from the left."""
        self._arithmetic(_RSH, destination, source, True)

    def add_register(self, destination: int, source: int) -> None:
        """Add another register."""
        self._arithmetic(_ADD, destination, source, True)

    def subtract_register(self, destination: int, source: int) -> None:
        """Subtract another register."""
        self._arithmetic(_SUB, destination, source, True)

    def and_register(self, destination: int, source: int) -> None:
        """Keep the bits that another register has too."""
        self._arithmetic(_AND, destination, source, True)

    def or_register(self, destination: int, source: int) -> None:
        """Set the bits that another register has."""
        self._arithmetic(_OR, destination, source, True)

    def xor(self, destination: int, value: int) -> None:
        """Flip the bits of a signed 32-bit constant: all of them for -1."""
        self._arithmetic(_XOR, destination, value, False)

    def xor_register(self, destination: int, source: int) -> None:
        """Flip the bits that another register has."""
        self._arithmetic(_XOR, destination, source, True)

    def negate(self, destination: int) -> None:
        """Change the sign."""
        self._add(_ALU64 | _NEG, destination)

    def load(self, size: int, destination: int, base: int, offset: int = 0) -> None:
        """Load 1, 2, 4 or 8 bytes from memory at a register plus an offset."""
        self._add(_LDX | _MEM | _SIZES[size], destination, base, offset)

    def store(self, size: int, base: int, offset: int, source: int) -> None:
        """Store the low bytes of a register."""
        self._add(_STX | _MEM | _SIZES[size], base, source, offset)

    def store_number(self, size: int, base: int, offset: int, value: int) -> None:
        """Store a number."""
        self._add(_ST | _MEM | _SIZES[size], base, 0, offset, value)

    def atomic_add(self, base: int, offset: int, source: int, *, fetch: bool = False) -> None:
        """Add a register to 8 bytes in memory; with ``fetch`` (Linux 5.12) it then has the old value."""
        self._add(_STX | _ATOMIC | _SIZES[8], base, source, offset, _ADD | (_FETCH if fetch else 0))

    def call(self, helper: int) -> None:
        """Call one of the kernel's helpers by number; the result is in R0."""
        self._add(_JMP | _CALL, constant=helper)

    def jump(self, label: str) -> None:
        """Go to a label, which must be further on."""
        self._instructions.append(Instruction(_JMP | _JA, label=label))

    def jump_if(self, register: int, value: int, label: str) -> None:
        """Go to a label where a register equals a number."""
        self._instructions.append(Instruction(_JMP | _JEQ, register, constant=value, label=label))

    def jump_unless(self, register: int, value: int, label: str) -> None:
        """Go to a label where a register does not equal a number."""
        self._instructions.append(Instruction(_JMP | _JNE, register, constant=value, label=label))

    def exit(self) -> None:
        """Leave the program with 0, which is all that a tracing program may return."""
        self.set(R0, 0)
        self._add(_JMP | _EXIT)


_LITTLE = struct.pack("=H", 1) == b"\x01\x00"
