"""A second build of the commit is the same byte for byte, whoever makes it and wherever they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.release import clean

# None of it may get into a file.
CALLER = {
    "CFLAGS": "-O0 -g",
    "DROPEXEC_NATIVE": "0",
    "DROPEXEC_WHEEL_TAG": "py3-none-any",
    "GZIP": "-1",
    "LC_ALL": "C",
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "PYTHON": sys.executable,
    "PYTHONHASHSEED": "7",
    "SOURCE_DATE_EPOCH": "1",
    "TAR_OPTIONS": "--mode=0777",
    "TZ": "Asia/Tokyo",
}


def files(directory: Path) -> dict[str, tuple[int, bytes]]:
    """Return mode and contents of each file by its path."""
    return {
        str(path.relative_to(directory)): (path.stat().st_mode, path.read_bytes())
        for path in directory.rglob("*")
        if path.is_file()
    }


# The static build with a cache of its own is in tests/native/test_build.py: it makes its musl anew.
def test_the_same_commit_makes_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    prefix = "dropexec-linux-"
    machines = [path.name[len(prefix) :] for path in sorted(dist.glob(f"{prefix}*"))]
    done = subprocess.run(
        [clean.ROOT / "packaging/build", again],
        cwd="/",
        env=CALLER | {"HOME": str(Path.home()), "DROPEXEC_MACHINES": " ".join(machines)},
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made, remade = files(dist), files(again)
    assert sorted(made) == sorted(remade)
    assert [name for name in made if made[name] != remade[name]] == []
