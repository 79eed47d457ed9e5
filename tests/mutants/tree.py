"""A copy of the tree to make edits in, with an interpreter that imports from it and from nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.table import ROOT, Mutant, edited

TIMEOUT = 600


class Tree:
    """A copy below ``directory``; one edit at a time."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "tree"
        self.python = directory / "venv/bin/python"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for name in filter(None, os.fsdecode(listed).split("\0")):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)
        self._make_interpreter(directory / "venv")

    def _make_interpreter(self, place: Path) -> None:
        """Make an environment that has what this one has, and dropexec from the copy, isolated or not."""
        venv.create(place, with_pip=False, symlinks=True)
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        site = place / "lib" / version / "site-packages"
        # A path file is read in the order of its name, and those of a directory that it names are not read.
        (site / "a-copy.pth").write_text(f"{self.root}\n")
        (site / "b-others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Have one file edited."""
        file = self.root / mutant.file
        original = file.read_bytes()
        file.write_text(edited(mutant, self.root), encoding="utf-8")
        try:
            yield
        finally:
            file.write_bytes(original)

    def test(self, tests: tuple[str, ...], select: str) -> subprocess.CompletedProcess[str]:
        """Run tests until the first that fails."""
        command = [
            str(self.python),
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
        ]
        command += ["-k", select] if select else []
        return subprocess.run(
            [*command, *tests],
            cwd=self.root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )

    def compiles(self) -> bool:
        """Say whether the native launcher still compiles: what does not is no mutant."""
        code = (
            "import sys; from pathlib import Path; from tests.native import toolchain; "
            "toolchain.dynamic(Path(sys.argv[1]))"
        )
        done = subprocess.run(
            [str(self.python), "-c", code, str(self.root.parent)],
            cwd=self.root,
            check=False,
            capture_output=True,
        )
        return done.returncode == 0
