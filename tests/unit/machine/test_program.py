from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.machine.program import Program, read_program

ELF = b"\x7fELF\2\1\1"


@pytest.mark.parametrize(
    ("content", "program"),
    [
        (ELF + b"\0%s from %s\n\0util-linux 2.38.1\0", Program("elf", "util-linux", "2.38.1")),
        (ELF + b"\0BusyBox v1.36.1 (2024-01-01 00:00:00 UTC)\0", Program("elf", "busybox", "1.36.1")),
        (ELF + b"\0Toybox %s multicall binary%s\0toybox %s\0", Program("elf", "toybox")),
        (ELF + b"\0sudo_rs::su\0", Program("elf", "sudo-rs")),
        (ELF + b"\0GNU coreutils\08.4\0", Program("elf", "coreutils")),
        (ELF + b"\0libshadow\0", Program("elf", "shadow")),
        (ELF + b"\0something else\0", Program("elf")),
        (b"#!/bin/sh\nexec busybox su\n", Program("script")),
        (b"", Program("other")),
        (b"BusyBox v1.36.1", Program("other")),
    ],
)
def test_an_executable_is_what_it_says_of_itself(tmp_path: Path, content: bytes, program: Program) -> None:
    (tmp_path / "su").write_bytes(content)
    assert read_program(tmp_path / "su") == program
