"""What stands for ``debian:12`` where no registry is in reach: Debian's own packages in a tarball."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.lab.process import LabError
from tests.lab.roots import debian, inside

_SECONDS = 600
# As on the registry: the required packages, with neither manuals nor translations.
_COMMAND = (
    *("mmdebstrap", "--quiet", "--variant=minbase", '--aptopt=Acquire::Check-Valid-Until "false"'),
    *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")),
    "bookworm",
)


def tarball() -> Path:
    """Return the root's tarball, made first where the cache has none; LabError where that fails."""
    key = hashlib.sha256(repr(_COMMAND).encode()).hexdigest()[:16]
    path = debian.cache() / f"container-bookworm-{key}.tar"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_suffix(".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(path)
    return path


def missing() -> str | None:
    """Return why none can be made here, None where one can."""
    return None if shutil.which("mmdebstrap") else "not installed: mmdebstrap"


def _make(path: Path) -> None:
    # Under its name only when it is whole: whoever is interrupted leaves none.
    partial = path.with_suffix(".partial.tar")
    done = subprocess.run(
        [*_COMMAND, str(partial)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=inside.ENVIRONMENT,
        text=True,
        timeout=_SECONDS,
    )
    if done.returncode != 0:
        raise LabError(f"mmdebstrap failed, status {done.returncode}\n  {done.stdout}")
    os.replace(partial, path)
