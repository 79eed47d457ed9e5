"""Have the kernel record every signal that is sent (tracefs).

Optional: without it the probe knows of signals only what the witness says. The ring buffer is an instance of
its own, so that nobody else's tracing is touched, on a mount of tracefs that is attached nowhere.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import signal
import time
from typing import TYPE_CHECKING

from dropexec.probe import kernel

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

_PREFIX = "dropexec-probe-"
_MOUNTED = "/sys/kernel/tracing"
_CALL_EVENTS = tuple(
    f"syscalls/sys_enter_{call}"
    for call in ("kill", "tgkill", "tkill", "rt_sigqueueinfo", "pidfd_send_signal")
)

# What the kernel says of the files of an instance that is gone.
_GONE = (errno.ENOENT, errno.ENODEV)
_ATTEMPTS = 5
# How long to wait, in seconds, for whoever else has a file of the instance open.
_REMOVAL = 1.0


class Untraceable(Exception):  # noqa: N818  not an error: the probe goes on without
    """Say why the kernel's own view of the signals is not available."""


class Trace:
    """A tracefs instance, and in it every signal but SIGCHLD on the machine; a context manager.

    Raises Untraceable on entry. Times are CLOCK_MONOTONIC.
    """

    def __init__(self) -> None:
        self._name = ""
        self._root = self._here = -1

    def __enter__(self) -> Self:
        try:
            self._open()
        except OSError as error:
            self.__exit__(None, None, None)
            raise Untraceable(f"tracefs is not available ({error.strerror or error})") from None
        except Untraceable:
            self.__exit__(None, None, None)
            raise
        return self

    def _open(self) -> None:
        try:
            mount = kernel.detached_mount(b"tracefs")
        except OSError:
            mount = os.open(_MOUNTED, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._root = os.open("instances", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=mount)
        finally:
            os.close(mount)
        self._sweep()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._make()
                return
            except OSError as error:
                if error.errno not in _GONE or attempt == _ATTEMPTS:
                    raise
                self._remove()

    def _make(self) -> None:
        """Make the instance under a new name and have it record; raise OSError.

        While many are made and removed, Linux 6.18 now and then hands out the files of one that is gone, and
        another probe may sweep this one away before it is locked: the error is then one of _GONE.
        """
        name = f"{_PREFIX}{secrets.token_hex(8)}"
        os.mkdir(name, 0o700, dir_fd=self._root)
        self._name = name
        self._here = self._lock(name, fcntl.LOCK_SH)
        self._write("trace_clock", "mono")
        self._check_pids()
        # A filter by process would be nearer, but costs 0.1 s to take down (Linux 6.18).
        self._write("events/signal/signal_generate/filter", f"sig != {int(signal.SIGCHLD)}")
        self._write("events/signal/signal_generate/enable", "1")
        for event in _CALL_EVENTS:
            # A kernel without CONFIG_FTRACE_SYSCALLS, or an architecture without the call, has no such file.
            with contextlib.suppress(FileNotFoundError):
                self._write(f"events/{event}/enable", "1")

    def _sweep(self) -> None:
        """Remove instances of observers that were killed before they could do so themselves."""
        for name in os.listdir(self._root):
            if name.startswith(_PREFIX):
                with contextlib.suppress(OSError):
                    descriptor = self._lock(name, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    try:
                        os.rmdir(name, dir_fd=self._root)
                    finally:
                        os.close(descriptor)

    def _lock(self, name: str, kind: int) -> int:
        """Return a locked descriptor of the instance ``name``; its owner holds one as long as it lives."""
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=self._root)
        try:
            fcntl.flock(descriptor, kind)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def _check_pids(self) -> None:
        """See that the kernel's pids are this process's: they are not in a container."""
        self._write("trace_marker", "dropexec")
        marks = [line for line in self.read().splitlines() if line.endswith(": dropexec")]
        if not any(f"-{os.getpid()} " in line for line in marks):
            raise Untraceable("this process is in a PID namespace, the kernel's trace is not")
        self._write("trace", "")

    def _write(self, path: str, text: str) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, dir_fd=self._here)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)

    def stop(self) -> None:
        """Stop recording."""
        self._write("tracing_on", "0")

    def read(self) -> str:
        """Return what has been recorded, in the kernel's text form."""
        descriptor = os.open("trace", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._here)
        with open(descriptor, encoding="utf-8", errors="replace") as file:
            return file.read()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()
        if self._root >= 0:
            os.close(self._root)
        self._root = -1

    def _remove(self) -> None:
        """Remove the instance; one that somebody else keeps a file of open is left to the next sweep."""
        if self._here >= 0:
            os.close(self._here)
            self._here = -1
        deadline = time.monotonic() + _REMOVAL
        while self._name:
            try:
                os.rmdir(self._name, dir_fd=self._root)
            except OSError as error:
                if error.errno == errno.EBUSY and time.monotonic() < deadline:
                    time.sleep(0.01)  # the kernel does not tell when it is free
                    continue
            self._name = ""
