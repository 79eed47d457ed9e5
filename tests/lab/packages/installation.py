"""Packages installed in a clean root, and held to the contract there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from dropexec.compat.toml import tables
from tests.lab.collection import PROJECT
from tests.lab.roots import debian, inside
from tests.lab.roots.release import Release

#: The machine's way to the package index: certificates and pip's settings.
_INDEX = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf")

# The tests want pseudo-terminals, see pts(4); the packages' own tests are what autopkgtest(1) would run.
_SCRIPT = """
mkdir /dev/pts
mount -t devpts -o ptmxmode=666 devpts /dev/pts
ln -s pts/ptmx /dev/ptmx
cp -R machine/. /
export PYTHONDONTWRITEBYTECODE=1 DROPEXEC_NO_SKIPS=1
apt-get update -qq
{install}
{tests}
python3 -m venv /srv/venv
xargs /srv/venv/bin/pip install -q --disable-pip-version-check <requirements
/srv/venv/bin/python -m pytest -q -p no:cacheprovider tests/contract --launcher=/usr/bin/dropexec
{remove}
"""


class Installation:
    """A run of `install`, the packages' tests, the contract's tests and `remove`, which are shell commands.

    They find the clean source tree in the working directory, and the packages in its ``packages``.
    """

    def __init__(self, release: Release, packages: Iterable[Path], install: str, remove: str = "") -> None:
        self._release = release
        self._packages = list(packages)
        tests = "\n".join(f"packaging/debian/tests/{name}" for name in ("launcher", "application"))
        self._script = _SCRIPT.format(install=install, tests=tests, remove=remove)
        self._stack = ExitStack()

    def __enter__(self) -> Installation:
        with ExitStack() as stack:
            root = stack.enter_context(debian.root(self._release))
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dropexec-installation-")))
            self._log = scratch / "log"
            command = ["sh", "-euxc", f"cd {inside.PROJECT}\n{self._script}"]
            with open(self._log, "wb") as log:
                self._process = subprocess.Popen(
                    inside.room(root, command, project=self._laid_out(scratch)),
                    env=inside.ENVIRONMENT,
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

    def _laid_out(self, scratch: Path) -> Path:
        """Return a clean source tree with the packages, and what else the run needs, in it."""
        done = subprocess.run(
            [PROJECT / "packaging/system/source", scratch], stdout=subprocess.PIPE, text=True, check=True
        )
        tree = Path(done.stdout.strip())
        (tree / "packages").mkdir()
        for package in self._packages:
            shutil.copy(package, tree / "packages")
        (tree / "machine").mkdir()
        for file in map(Path, _INDEX):
            if file.exists():
                copy = tree / "machine" / file.relative_to("/")
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
        project = tables((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        wanted = [
            line
            for line in project["optional-dependencies"]["test"]
            if line.startswith(("pytest", "hypothesis"))
        ]
        (tree / "requirements").write_text("\n".join(wanted), encoding="utf-8")
        return tree
