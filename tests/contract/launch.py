"""Start a launcher as a supervisor would and read back what became of it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TARGET_PYTHON = "/usr/bin/python3"
"""An interpreter that every user may run; the one that runs the tests may live below /root."""

REPORT_IN_ROOT = "/report"
"""The report target of a root that has no interpreter (tests/contract/image.py)."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: ``status`` as Popen.returncode has it (-N for signal N), and what it wrote."""

    pid: int
    status: int
    stdout: bytes
    stderr: bytes

    @property
    def report(self) -> dict[str, Any]:
        """What the report target said; the run must have ended well and silently."""
        assert (self.status, self.stderr) == (0, b"")
        value: dict[str, Any] = json.loads(self.stdout)
        return value

    def refused(self, *, status: int = 125) -> str:
        """Return the message of a failed run: nothing on stdout, one line on stderr, the right status."""
        assert (self.status, self.stdout) == (status, b"")
        assert self.stderr.startswith(b"dropexec: ")
        assert self.stderr.endswith(b"\n")
        assert self.stderr.count(b"\n") == 1
        assert b"Traceback" not in self.stderr
        return self.stderr.decode("ascii")[len("dropexec: ") : -1]


@dataclass(frozen=True)
class Launcher:
    """One of the launchers behind the contract.

    ``kind`` is what its accepted differences go by: "python", isolated; "console", pip's script,
    which cannot be; "native", with glibc; "musl".  ``version`` is what it says to --version.  ``root`` is
    the one that it is in, where that is not the tests' own.
    """

    name: str
    argv: tuple[str, ...]
    world: Path
    version: str = ""
    kind: str = "python"
    root: Path | None = None

    @property
    def interpreted(self) -> bool:
        """Whether an interpreter runs it."""
        return self.kind in ("python", "console")

    @property
    def report(self) -> tuple[str, ...]:
        """The command that reports what it was started as."""
        if self.root is not None:
            return (REPORT_IN_ROOT,)
        return (TARGET_PYTHON, "-IS", str(self.world / "report.py"))

    def run(
        self,
        *arguments: str | bytes,
        env: dict[str, str] | dict[bytes, bytes] | None = None,
        before: tuple[str | bytes, ...] = (),
        **popen: Any,
    ) -> Outcome:
        """Run the launcher with arguments; ``before`` are words in front of it (setpriv, unshare, ...)."""
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("stdout", subprocess.PIPE)
        popen.setdefault("stderr", subprocess.PIPE)
        popen.setdefault("cwd", "/")
        process = subprocess.Popen([*before, *self.argv, *arguments], env={} if env is None else env, **popen)
        try:
            stdout, stderr = process.communicate(timeout=60)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return Outcome(pid=process.pid, status=process.returncode, stdout=stdout or b"", stderr=stderr or b"")

    def reported(self, *arguments: str | bytes, **options: Any) -> dict[str, Any]:
        """Run the report target behind the arguments (options and user spec) and return what it said."""
        return self.run(*arguments, *self.report, **options).report
