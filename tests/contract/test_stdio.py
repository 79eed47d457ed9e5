"""--chown-stdio gives a pseudo-terminal and an unnamed pipe, and never what others use too."""

from __future__ import annotations

import os
import pty
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contract import callers
from tests.contract.launch import Launcher


@contextmanager
def opened(kind: str, world: Path) -> Iterator[int]:
    """Yield a descriptor of a kind, on nodes of the tests' own /dev (tests/accounts.py) or directory."""
    path = world / "stdio-node"
    path.unlink(missing_ok=True)
    others: list[int] = []
    if kind == "a named FIFO":
        os.mkfifo(path, 0o600)
        descriptor = os.open(path, os.O_RDWR)
    elif kind == "a regular file":
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    elif kind == "a socket":
        left, right = socket.socketpair()
        descriptor = left.detach()
        others = [right.detach()]
    elif kind == "a pipe":
        read, descriptor = os.pipe()
        others = [read]
    elif kind == "a pseudo-terminal":
        controller, descriptor = pty.openpty()
        others = [controller]
    elif kind == "a pseudo-terminal's controller":
        descriptor, line = pty.openpty()
        others = [line]
    else:
        descriptor = os.open(kind, os.O_RDWR | os.O_NOCTTY)
    try:
        yield descriptor
    finally:
        for each in (descriptor, *others):
            os.close(each)


GIVEN = ["a pipe", "a pseudo-terminal"]
LEFT = ["a named FIFO", "a regular file", "a socket", "a pseudo-terminal's controller"]
LEFT += ["/dev/null", "/dev/zero", "/dev/full"]


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("kind", [*GIVEN, *LEFT])
def test_a_pipe_and_a_pseudo_terminal_are_given_and_nothing_else_is(
    launcher: Launcher, world: Path, kind: str, number: int
) -> None:
    with opened(kind, world) as descriptor:
        before = os.fstat(descriptor)
        standard: dict[str, Any] = {("stdin", "stdout", "stderr")[number]: descriptor}
        assert launcher.run("--chown-stdio", "dxuser", "/bin/true", **standard).status == 0
        after = os.fstat(descriptor)
        os.fchown(descriptor, before.st_uid, before.st_gid)
    assert (after.st_uid, after.st_gid) == (5001 if kind in GIVEN else before.st_uid, before.st_gid)


@pytest.mark.parametrize("path", ["/dev/tty", "/dev/console", "/dev/ptmx"])
def test_a_terminal_that_is_everybodys_is_never_given(launcher: Launcher, path: str) -> None:
    """isatty(3) is true of /dev/tty, and its node is the whole machine's."""
    with callers.leading_a_terminal() as lead:

        def prepare() -> None:
            lead()
            os.dup2(os.open(path, os.O_RDWR | os.O_NOCTTY), 0)

        try:
            assert launcher.run("--chown-stdio", "dxuser", "/bin/true", preexec_fn=prepare).status == 0
            assert os.stat(path).st_uid == 0
        finally:
            os.chown(path, 0, os.stat(path).st_gid)  # the node of the tests' own
