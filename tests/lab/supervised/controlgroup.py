"""A control group of the lab's own, in each hierarchy by which systemd tracks processes."""

from __future__ import annotations

import errno
import secrets
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.process import LabError

# cgroups(7): the unified hierarchy has the number 0; where it is not the only one, systemd also uses one of
# version 1, without controllers, that is called after it.
_UNIFIED = ("cgroup2", "")
_NAMED = ("cgroup", "name=systemd")

_SECONDS = 10.0


@contextmanager
def control_group() -> Iterator[list[Path]]:
    """Make a group below this process's own and yield its directory in each hierarchy; then remove it.

    Whoever is still in it then is killed. Raises LabError where there are none or they are read-only.
    """
    name = f"dropexec-lab-{secrets.token_hex(8)}"
    directories = [parent / name for parent in _own()]
    if not directories:
        raise LabError("cannot make a control group: no hierarchy of systemd's is mounted")
    try:
        try:
            for directory in directories:
                directory.mkdir()
        except OSError as error:
            raise LabError(f"cannot make a control group: {error}") from error
        yield directories
    finally:
        for directory in directories:
            kill = directory / "cgroup.kill"  # Linux 5.14, of the unified hierarchy: all, below as well
            if kill.exists():
                kill.write_text("1", encoding="ascii")
        for directory in directories:
            _remove(directory)


def _own() -> Iterator[Path]:
    """Yield the directories of this process's group, from proc_pid_cgroup(5) and proc_pid_mountinfo(5)."""
    paths = {}
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        paths[controllers] = path
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        place, _, source = line.partition(" - ")
        _, _, _, top, point, *_ = place.split()
        kind, _, options = source.split(maxsplit=2)
        for wanted, controllers in (_UNIFIED, _NAMED):
            if kind == wanted and controllers in options and controllers in paths:
                yield Path(point, Path(paths[controllers]).relative_to(top))


def _remove(directory: Path) -> None:
    # Those below it are the directories; the files in them are the kernel's and go with them.
    if directory.exists():
        for group in [*sorted(directory.rglob("*/"), reverse=True), directory]:
            _remove_empty(group)


def _remove_empty(group: Path) -> None:
    """Remove a group whose last processes have ended: the kernel takes them out of it a little later."""
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            group.rmdir()
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > deadline:
                raise
            select.select([], [], [], 0.01)  # version 1 has nothing to poll(2) on
        else:
            return
