"""SHA256SUMS names every file of the release and no other, with its sum."""

from __future__ import annotations

import hashlib
from pathlib import Path


def test_the_sums_are_those_of_the_files(dist: Path) -> None:
    lines = (dist / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    files = {
        str(path.relative_to(dist)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dist.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert lines == [f"{total}  {name}" for name, total in sorted(files.items())]
