"""What a launcher may be started as: what a child does before the exec, each yielded by a context manager."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import termios
from collections.abc import Callable, Iterator

from tests.lab.seccomp import Refusal

Prepared = Callable[[], "contextlib.AbstractContextManager[Callable[[], None]]"]
"""Yields what a child does before the launcher starts."""


@contextlib.contextmanager
def nothing() -> Iterator[Callable[[], None]]:
    yield lambda: None


@contextlib.contextmanager
def inheritable() -> Iterator[Callable[[], None]]:
    """Put CAP_CHOWN into the inheritable set (capset(2)), which setresuid(2) does not clear."""

    def prepare() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        sets = (ctypes.c_uint32 * 6)()
        if libc.capget(header, sets) != 0:
            raise OSError(ctypes.get_errno(), "capget")
        sets[2] |= 1
        if libc.capset(header, sets) != 0:
            raise OSError(ctypes.get_errno(), "capset")

    yield prepare


@contextlib.contextmanager
def few_files() -> Iterator[Callable[[], None]]:
    """Leave the launcher few descriptors, and a hard limit that is not much higher."""
    yield lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 128))


@contextlib.contextmanager
def leading_a_terminal() -> Iterator[Callable[[], None]]:
    """Have the launcher lead a session that has a terminal, none of its descriptors."""
    controller, line = os.openpty()

    def prepare() -> None:
        os.setsid()
        fcntl.ioctl(line, termios.TIOCSCTTY, 0)

    try:
        yield prepare
    finally:
        os.close(controller)
        os.close(line)


@contextlib.contextmanager
def on_a_terminal() -> Iterator[Callable[[], None]]:
    """Have the launcher be a member of such a session."""
    with leading_a_terminal() as lead:

        def prepare() -> None:
            lead()
            child = os.fork()
            if child:
                os.closerange(0, 1024)  # the pipes are the child's
                os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

        yield prepare


def become(uid: int, gid: int, extra: list[int], fault: Refusal | None) -> Callable[[], None]:
    """Return what makes a child another caller, for whom a system call fails where it is root."""

    def change() -> None:
        os.setgroups(extra)
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        if fault is not None and uid == 0:
            fault.install()

    return change
