"""Limits on a kernel without prlimit64(2), before Linux 2.6.36."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

pytestmark = pytest.mark.root


@pytest.mark.parametrize(
    ("limit", "shown"), [("core=0", "0 0"), ("nofile=64:128", "64 128"), ("cpu=7:unlimited", "7 unlimited")]
)
def test_without_prlimit64_the_older_call_sets_the_limit(
    static: Path, tmp_path: Path, limit: str, shown: str
) -> None:
    strace = (toolchain.need("strace"), "--quiet=all", "-o", str(tmp_path / "trace"))
    fault = ("-e", "inject=prlimit64:error=ENOSYS")
    argv = [*strace, *fault, str(static), f"--rlimit={limit}", "1:1", "/bin/cat", "/proc/self/limits"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    name = {"core": "Max core file size", "nofile": "Max open files", "cpu": "Max cpu time"}
    (line,) = [row for row in done.stdout.splitlines() if row.startswith(name[limit.partition("=")[0]])]
    assert " ".join(line.split()[-3:-1]) == shown
