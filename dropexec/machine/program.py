"""What an executable really is, by its own content, whatever its name or the package database says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The strings by which a program names itself in its --version or --help, most telling first: util-linux and
# busybox have their version in one string with the name, the others have it elsewhere or not at all.
_SIGNATURES = (
    ("busybox", re.compile(rb"BusyBox v([0-9][0-9.]*)")),
    ("util-linux", re.compile(rb"util-linux ([0-9][0-9A-Za-z.~-]*)\0")),
    ("toybox", re.compile(rb"[Tt]oybox %s()")),
    ("sudo-rs", re.compile(rb"sudo_rs::()")),
    ("coreutils", re.compile(rb"GNU coreutils\0()")),
    ("shadow", re.compile(rb"FORCE_SHADOW()|libshadow()|shadow_progname()|/etc/suauth()")),
)


@dataclass(frozen=True)
class Program:
    """What a file is: ``kind`` is ``elf``, ``script`` or ``other``.

    ``name`` is the project that it says it is of, or None; ``version`` its release, or None.
    """

    kind: str
    name: str | None = None
    version: str | None = None


def read_program(file: Path) -> Program:
    """Return what ``file`` is, from its content alone; nothing is executed. Raises OSError."""
    content = file.read_bytes()
    if content[:2] == b"#!":
        return Program("script")
    if content[:4] != b"\x7fELF":
        return Program("other")
    for name, pattern in _SIGNATURES:
        if match := pattern.search(content):
            version = next((group for group in match.groups() if group), b"")
            return Program("elf", name, version.decode("ascii") or None)
    return Program("elf")
