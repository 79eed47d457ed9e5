"""A control group with little memory, in either version's hierarchy."""

from __future__ import annotations

import secrets
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MOUNTS = {"cgroup": "memory.limit_in_bytes", "cgroup2": "memory.max"}


class Group:
    """Its directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def add(self, pid: int) -> None:
        (self._directory / "cgroup.procs").write_text(f"{pid}\n", encoding="ascii")


@contextmanager
def memory_group(limit: int) -> Iterator[Group]:
    """Make a group of its own below the root with a limit in bytes; skips where there is no controller."""
    parent, name = _parent()
    directory = parent / f"dropexec-lab-{secrets.token_hex(8)}"
    directory.mkdir()
    try:
        (directory / name).write_text(f"{limit}\n", encoding="ascii")
        yield Group(directory)
    finally:
        while (directory / "cgroup.procs").read_text(encoding="ascii"):
            select.select([], [], [], 0.01)  # they have been killed, and leave a little later
        directory.rmdir()


def _parent() -> tuple[Path, str]:
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        place, _, source = line.partition(" - ")
        kind, _, options = source.split(maxsplit=2)
        point = Path(place.split()[4])
        if kind == "cgroup" and "memory" in options.split(","):
            return point, _MOUNTS[kind]
        subtree = point / "cgroup.subtree_control"
        if kind == "cgroup2" and "memory" in subtree.read_text(encoding="ascii").split():
            return point, _MOUNTS[kind]
    pytest.skip("no memory controller: mount a cgroup hierarchy with one")
