"""A listing of the open descriptors that a filter made empty: the Python launcher's is a unit test."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

pytestmark = pytest.mark.root


@pytest.mark.parametrize("build", ["native", "static"])
def test_a_listing_without_its_own_descriptor_is_not_believed(
    request: pytest.FixtureRequest, build: str, tmp_path: Path
) -> None:
    launcher = request.getfixturevalue(build)
    faults = ("-e", "inject=close_range:error=ENOSYS", "-e", "inject=getdents64:retval=0")
    strace = (toolchain.need("strace"), "--quiet=all", "-o", str(tmp_path / "trace"), *faults)
    argv = [*strace, launcher, "--close-fds", "1:1", "/bin/true"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        125,
        "",
        (
            "dropexec: cannot trust /proc/self/fd: the listing leaves out its own descriptor "
            "(a seccomp filter?)\n"
        ),
    )
