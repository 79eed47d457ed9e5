"""The CPythons that the wheels are for, and where each can be had: in a Debian's root, or on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SUITES = {"3.9": "bullseye", "3.10": None, "3.11": "bookworm", "3.12": None, "3.13": "trixie"}
"""The Debian whose own Python it is; a copy of this machine's is taken where it is none's."""

GUEST = "bookworm"
"""The root for those copies."""


@dataclass(frozen=True)
class Interpreter:
    """A CPython of a root: the root's suite, the path there, and the directory that has to be put there."""

    suite: str
    path: str
    prefix: Path | None = None


def find(version: str) -> Interpreter | None:
    """Return where a version such as "3.10" can be had, or None."""
    suite = SUITES[version]
    if suite is not None:
        return Interpreter(suite, "/usr/bin/python3")
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    on_path = shutil.which(f"python{version}")
    for path in [*versions.glob(f"{version}.*/bin/python{version}"), *([Path(on_path)] if on_path else [])]:
        show = [str(path), "-I", "-c", "import sys; print(sys.base_prefix)"]
        done = subprocess.run(show, capture_output=True, text=True, check=False)
        prefix = Path(done.stdout.strip())
        # One in /usr is part of its distribution, and cannot be taken elsewhere.
        if done.returncode == 0 and prefix != Path("/usr"):
            return Interpreter(GUEST, str(prefix / f"bin/python{version}"), prefix)
    return None
