"""The two executables that every row of the lab needs, each static: they run in any root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.launcher import compiled
from tests.lab.process import LabError
from tests.native import toolchain

_SOURCE = Path(__file__).with_name("target.c")


@dataclass(frozen=True)
class Artefacts:
    """Where they are on this machine."""

    dropexec: Path
    target: Path


def build(directory: Path, dropexec: Path | None = None) -> Artefacts:
    """Compile both into a directory, or the target alone beside a static `dropexec` that is there.

    Raises LabError where there is no compiler for them.
    """
    target = compiled(_SOURCE.read_text(encoding="utf-8"), directory / "target")
    if target is None:
        raise LabError("gcc is not installed: apt-get install gcc libc6-dev")
    if dropexec is not None:
        return Artefacts(dropexec, target)
    try:
        return Artefacts(toolchain.static(directory), target)
    except pytest.skip.Exception as reason:
        raise LabError(f"cannot build the static launcher: {reason}") from reason
