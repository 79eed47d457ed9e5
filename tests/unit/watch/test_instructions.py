"""The encoding of instructions, held against bytes that clang and llvm-objdump agree on."""

from __future__ import annotations

import struct
import sys

import pytest

from dropexec.watch.bpf.instructions import R0, R1, R2, R6, R8, R9, R10, Assembler

pytestmark = pytest.mark.skipif(
    sys.byteorder != "little", reason="the bytes are those of a little-endian machine"
)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("move", (R6, R1), "bf16000000000000"),
        ("set", (R2, 16), "b702000010000000"),
        ("set", (R2, -1), "b7020000ffffffff"),
        ("set", (R2, 0x1122334455667788), "1802000088776655 0000000044332211"),
        ("set_map", (R1, 5), "1811000005000000 0000000000000000"),
        ("add", (R1, -8), "07010000f8ffffff"),
        ("add", (R1, 0), ""),
        ("and_", (R1, 255), "57010000ff000000"),
        ("modulo", (R1, 1000), "97010000e8030000"),
        ("shift_right", (R9, 14), "770900000e000000"),
        ("shift_right_signed", (R1, 63), "c70100003f000000"),
        ("shift_right_by", (R1, R2), "7f21000000000000"),
        ("add_register", (R1, R8), "0f81000000000000"),
        ("subtract_register", (R2, R1), "1f12000000000000"),
        ("and_register", (R0, R1), "5f10000000000000"),
        ("or_register", (R0, R1), "4f10000000000000"),
        ("xor", (R1, -1), "a7010000ffffffff"),
        ("xor_register", (R1, R9), "af91000000000000"),
        ("negate", (R2,), "8702000000000000"),
        ("load", (8, R9, R10, -8), "79a9f8ff00000000"),
        ("load", (4, R1, R6, 32), "6161200000000000"),
        ("load", (2, R1, R6), "6961000000000000"),
        ("load", (1, R1, R6), "7161000000000000"),
        ("store", (8, R8, 16, R0), "7b08100000000000"),
        ("store", (4, R8, 4, R1), "6318040000000000"),
        ("store_number", (4, R10, -40, 0), "62 0a d8 ff 00 00 00 00".replace(" ", "")),
        ("atomic_add", (R0, 0, R1), "db10000000000000"),
        ("call", (113,), "8500000071000000"),
        ("exit", (), "b700000000000000 9500000000000000"),
    ],
)
def test_an_instruction_is_encoded_as_the_kernel_defines_it(
    name: str, arguments: tuple[int, ...], expected: str
) -> None:
    assembler = Assembler()
    getattr(assembler, name)(*arguments)
    assert assembler.encoded().hex() == expected.replace(" ", "")
    assert len(assembler) == len(expected.replace(" ", "")) // 16


def test_an_atomic_addition_may_fetch_the_old_value() -> None:
    assembler = Assembler()
    assembler.atomic_add(R0, 0, R9, fetch=True)
    assert assembler.encoded().hex() == "db90000001000000"


def test_a_jump_counts_the_instructions_between_it_and_its_label() -> None:
    assembler = Assembler()
    assembler.jump_if(R0, 0, "out")
    assembler.jump_unless(R0, 7, "out")
    assembler.jump("out")
    assembler.set(R1, 1 << 40)  # two instructions
    assembler.label("out")
    assembler.exit()
    words = list(struct.iter_unpack("<BBhi", assembler.encoded()))
    assert [(opcode, offset, constant) for opcode, _, offset, constant in words[:3]] == [
        (0x15, 4, 0),
        (0x55, 3, 7),
        (0x05, 2, 0),
    ]


def test_a_missing_label_is_refused() -> None:
    assembler = Assembler()
    assembler.jump("nowhere")
    with pytest.raises(ValueError, match=r"^label nowhere is missing$"):
        assembler.encoded()


def test_a_label_that_is_given_twice_is_refused() -> None:
    assembler = Assembler()
    assembler.label("out")
    with pytest.raises(ValueError, match=r"^label out is given twice$"):
        assembler.label("out")
