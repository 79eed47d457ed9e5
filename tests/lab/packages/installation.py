"""Packages installed in a clean root, and held to the contract there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from tests.lab.roots import debian, inside
from tests.lab.roots.release import Release
from tests.release import clean
from tests.release.interpreters import SUITES

_PYTHON = {suite: version for version, suite in SUITES.items()}

# The tests want pseudo-terminals, see pts(4); the packages' own tests are what autopkgtest(1) would run.
_SCRIPT = """
mkdir /dev/pts
mount -t devpts -o ptmxmode=666 devpts /dev/pts
ln -s pts/ptmx /dev/ptmx
apt-get update -qq
{install}
packaging/debian/tests/launcher
packaging/debian/tests/application
launcher=/usr/bin/dropexec
{contract}
{remove}
"""


class Installation:
    """A run of `install`, the packages' tests, the contract's tests and `remove`, which are shell commands.

    They find the last commit in the working directory, and the packages in its ``packages``.
    """

    def __init__(self, release: Release, packages: Iterable[Path], install: str, remove: str = "") -> None:
        self._release = release
        self._packages = list(packages)
        self._script = _SCRIPT.format(install=install, contract=clean.CONTRACT, remove=remove)
        self._stack = ExitStack()

    def __enter__(self) -> Installation:
        with ExitStack() as stack:
            root = stack.enter_context(debian.root(self._release))
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dropexec-installation-")))
            self._log = scratch / "log"
            tree = stack.enter_context(clean.checkout())
            clean.download(tree / "wheels", _PYTHON[self._release.suite], clean.TESTERS)
            (tree / "packages").mkdir()
            for package in self._packages:
                shutil.copy(package, tree / "packages")
            command = ["sh", "-euxc", f"cd {inside.PROJECT}\n{self._script}"]
            with open(self._log, "wb") as log:
                self._process = subprocess.Popen(
                    inside.room(root, command, project=tree),
                    env=clean.ENVIRONMENT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            stack.callback(self._process.wait)
            stack.callback(self._process.kill)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def problem(self) -> str | None:
        """Wait for the end; return None where all went well, else the last of what was printed."""
        if self._process.wait(timeout=900) == 0:
            return None
        return self._log.read_text(encoding="utf-8", errors="replace")[-8000:]
