"""Ask a small program for its output: package managers, ``--version``."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 10.0


def ask(argv: Sequence[str], *, statuses: tuple[int, ...] = (0,)) -> str | None:
    """Return what ``argv`` prints, stdout first.

    None where it cannot be run, ends with a status that is not one of ``statuses``, or takes over 10 s.
    """
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode not in statuses:
        return None
    return (done.stdout + done.stderr).decode(errors="replace")
