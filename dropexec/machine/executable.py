"""Which file a command really is: links, alternatives and multi-call binaries seen through."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORIES = ("/run/wrappers/bin", "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")
"""Where a su is looked for, in this order; the caller's PATH is not asked."""

_LINKS = 40
"""As many symbolic links as the kernel follows (path_resolution(7))."""


def find_command(root: Path, name: str) -> str | None:
    """Return the path of the first executable ``name`` as seen from ``root``, links not followed."""
    for directory in DIRECTORIES:
        path = f"{directory}/{name}"
        real = resolve(root, path)
        if real is not None and inside(root, real).is_file():
            return path
    return None


def resolve(root: Path, path: str) -> str | None:
    """Return ``path`` with all symbolic links followed inside ``root``; None for a missing file or a loop."""
    todo = [part for part in path.split("/") if part]
    done: list[str] = []
    for _ in range(_LINKS * 8):
        if not todo:
            return "/" + "/".join(done)
        part = todo.pop(0)
        if part == "..":
            done = done[:-1]
            continue
        here = inside(root, "/".join([*done, part]))
        try:
            target = os.readlink(here)
        except OSError:
            if not os.path.lexists(here):
                return None
            done.append(part)
            continue
        if target.startswith("/"):
            done = []
        todo = [item for item in target.split("/") if item not in ("", ".")] + todo
    return None


def inside(root: Path, path: str) -> Path:
    """Return the place of ``path``, absolute as seen from ``root``."""
    return root / path.lstrip("/")


def version_text(path: str) -> str:
    """Return what ``path --version`` prints in an empty environment; "" where that is not safe or fails.

    ``path`` is absolute. It is run only if nobody but root can have written it: this process may be root.
    """
    status = os.stat(path)
    if status.st_uid != 0 or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return ""
    import subprocess  # 10 ms, and most machines have a package database that tells

    try:
        done = subprocess.run(
            [path, "--version"],
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
