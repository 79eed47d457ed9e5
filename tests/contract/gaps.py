"""What a launcher does not do yet: strict xfails, each with its reason, by launcher and case."""

from __future__ import annotations

import re

import pytest

from tests.contract.launch import Launcher

ALL = "(python|zipapp|native|static|sanitized)"
PYTHON = "(python|zipapp)"
NATIVE = "(native|static|sanitized)"
LIBC = "(python|zipapp|native)"

GAPS: list[tuple[str, str]] = [
    (rf"{ALL}/rlimit-hard.*", "--rlimit=nofile=hard is to come"),
    (rf"{ALL}/new-keyring.*", "--new-keyring is to come"),
    (rf"{ALL}/inherit-groups.*", "--inherit-groups is to come"),
    (r"python/file/passwd/a FIFO/.*", "hangs: the interpreter's own start looks up the home"),
    (r"(static|sanitized)/files-only", "does not say so"),
]


def gap(request: pytest.FixtureRequest, launcher: Launcher, case: str) -> None:
    """Mark the test as one that fails for this launcher, where the case is a known gap."""
    names = {"python": "python", "console": "python", "native": "native", "musl": "static"}
    name = names[launcher.kind] if launcher.name == "installed" else launcher.name
    for pattern, reason in GAPS:
        if re.fullmatch(pattern, f"{name}/{case}"):
            hangs = "hangs" in reason or "no answer" in reason
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True, run=not hangs))
