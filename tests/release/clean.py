"""Clean roots for the artefacts of a release: a Debian with what the contract tests run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.lab.roots import debian, inside
from tests.lab.roots.release import CLEAN

ROOT = Path(__file__).resolve().parents[2]

TESTERS = ("pytest", "pytest-randomly", "pytest-timeout", "hypothesis")
"""What the contract tests import."""

BACKPORTS = ("exceptiongroup", "importlib-metadata", "tomli", "typing-extensions")
"""What an older Python needs besides: pip download asks the markers of its own version."""

CONTRACT = f"""
python3 -m venv /tmp/tests
/tmp/tests/bin/pip install -q --no-index --find-links={inside.PROJECT}/wheels {" ".join(TESTERS)}
/tmp/tests/bin/pytest -q -p no:cacheprovider tests/contract --launcher="$launcher"
"""
"""Shell commands, in a checkout with wheels/, that hold the contract against $launcher."""

# A skip in there is a test that did not run.
ENVIRONMENT = {
    **inside.ENVIRONMENT,
    "DROPEXEC_NO_SKIPS": "1",
    "HOME": "/tmp",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


@contextmanager
def checkout() -> Iterator[Path]:
    """Yield a directory with the last commit in it."""
    with tempfile.TemporaryDirectory(prefix="dropexec-release-", dir="/tmp") as name:
        directory = Path(name)
        directory.chmod(0o755)
        archive = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], capture_output=True, check=True)
        subprocess.run(
            ["tar", "-x", "--no-same-owner", "-C", name], input=archive.stdout, check=True, umask=0o022
        )
        yield directory


def download(directory: Path, version: str, packages: Sequence[str]) -> None:
    """Put wheels of packages, and of what they need, for a CPython such as "3.9", into a directory."""
    pip = [sys.executable, "-m", "pip", "download", "-q", "-d", str(directory)]
    pip += ["--only-binary=:all:", f"--python-version={version}"]
    subprocess.run([*pip, *packages, *BACKPORTS], check=True)


def run(suite: str, project: Path, argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a suite's root, where ``project`` is the working directory; return how it ended.

    Only /tmp and /run can be written to, and what is written there is gone afterwards.
    """
    with debian.root(CLEAN[suite]) as root:
        there = ["sh", "-euc", f'cd {inside.PROJECT} && exec "$@"', "sh", *argv]
        return subprocess.run(
            inside.command(root, there, project=project),
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def contract(suite: str, project: Path, install: str, *words: str) -> str:
    """Hold the contract against what ``install`` makes in a suite's root; return what it wrote first.

    ``install`` is a shell script with ``words`` as its arguments; it leaves the path in $launcher.  Raises
    AssertionError with all output where it or a test fails.
    """
    done = run(suite, project, ["sh", "-euc", install + "echo end of install" + CONTRACT, "install", *words])
    assert done.returncode == 0, done.stdout
    return done.stdout.partition("end of install\n")[0]
