"""What a launcher does not do yet: strict xfails, each with its reason, by launcher and case."""

from __future__ import annotations

import re
import sys

import pytest

from tests.contract.launch import Launcher

ALL = "(python|zipapp|native|static|sanitized)"
PYTHON = "(python|zipapp)"
NATIVE = "(native|static|sanitized)"
LIBC = "(python|zipapp|native)"

GAPS: list[tuple[str, str]] = [
    (r"python/file/passwd/a FIFO/.*", "hangs: the interpreter's own start looks up the home"),
]
if sys.version_info < (3, 10):  # Debian 11's, with glibc 2.31
    GAPS.append((r"python/file/passwd//dev/zero/.*", "hangs: so does this, and getpwuid(3) reads for ever"))


TESTS: list[tuple[str, str]] = []
"""As GAPS, by the test's file and name."""


def mark(item: pytest.Item, launcher: str) -> None:
    """Mark a test that is a known gap of this launcher."""
    for pattern, reason in TESTS:
        if re.fullmatch(pattern, f"{launcher}/{item.path.stem}/{item.name}", re.DOTALL):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def kind_of(name: str, kind: str) -> str:
    """Return the launcher that a given one is like: the gaps are those of what the tests make."""
    names = {"python": "python", "console": "python", "native": "native", "musl": "static"}
    return names[kind] if name == "installed" else name


def gap(request: pytest.FixtureRequest, launcher: Launcher, case: str) -> None:
    """Mark the test as one that fails for this launcher, where the case is a known gap."""
    name = kind_of(launcher.name, launcher.kind)
    for pattern, reason in GAPS:
        if re.fullmatch(pattern, f"{name}/{case}"):
            hangs = "hangs" in reason or "no answer" in reason
            # Whether an interpreter's own start does that depends on how it was installed, too.
            strict = launcher.name != "installed"
            request.applymarker(pytest.mark.xfail(reason=reason, strict=strict, run=not hangs))
