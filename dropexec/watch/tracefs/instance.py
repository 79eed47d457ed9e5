"""A trace instance of watch's own: nobody else's tracing is touched."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from typing import TYPE_CHECKING

from dropexec.watch.tracefs import page
from dropexec.watch.tracefs.fields import Format, number_of
from dropexec.watch.tracefs.guardian import Guardian
from dropexec.watch.tracefs.mount import open_tracefs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dropexec.watch.proc import Proc
    from dropexec.watch.tracefs.fields import Value

_PREFIX = "dropexec-watch-"
_BUFFER_KIB = 8192
"""Of each processor."""
_PAGE = 65536
_REMOVE_SECONDS = 5.0


class Record:
    """An event of the trace: when, in nanoseconds of CLOCK_MONOTONIC, which, and its fields."""

    def __init__(self, monotonic: int, event: str, values: dict[str, Value]) -> None:
        self.monotonic = monotonic
        self.event = event
        self._values = values

    def number(self, name: str) -> int:
        """Return a field that is a number."""
        return int(self._values[name])

    def text(self, name: str) -> str:
        """Return a field that is text."""
        return str(self._values[name])

    def has(self, name: str) -> bool:
        """Return whether this kernel's event has a field."""
        return name in self._values


class Instance:
    """An instance that records `events`, each with a filter or an empty one. Raises OSError."""

    def __init__(self, events: Mapping[str, str], proc: Proc) -> None:
        own = proc.process(os.getpid())
        # A name that was used a moment ago may still lead to the instance that is gone (Linux 6.18).
        start, unique = own.start if own is not None else 0, secrets.token_hex(4)
        self._name = f"{_PREFIX}{os.getpid()}-{start}-{unique}"
        self._descriptors: list[int] = []
        root = open_tracefs()
        try:
            self._instances = os.open("instances", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=root)
        finally:
            os.close(root)
        _sweep(self._instances, proc)
        os.mkdir(self._name, 0o700, dir_fd=self._instances)
        self._guardian = Guardian(self._remove, (self._instances,))
        try:
            self._here = os.open(
                self._name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=self._instances
            )
            self._descriptors.append(self._here)
            # Whoever looks for instances that nobody holds any more sees that this one is held.
            fcntl.flock(self._here, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._formats = self._enable(events)
            self._pipes = self._open_pipes()
        except BaseException:
            self.close()
            raise
        self._lost = 0

    def _enable(self, events: Mapping[str, str]) -> dict[int, Format]:
        self._write("trace_clock", "mono")
        self._write("buffer_size_kb", str(_BUFFER_KIB))
        # Otherwise every switch between tasks would note the task's name.
        with contextlib.suppress(OSError):
            self._write("trace_options", "norecord-cmd")
        # By default a reader is woken when half of the buffer is full.
        with contextlib.suppress(OSError):
            self._write("buffer_percent", "0")
        formats = {}
        for event, condition in events.items():
            text = self._read(f"events/{event}/format").decode()
            one = Format(event.rpartition("/")[2], text)
            formats[one.number] = one
            if condition:
                self._write(f"events/{event}/filter", condition)
        for event in events:
            self._write(f"events/{event}/enable", "1")
        return formats

    def _open_pipes(self) -> list[int]:
        names = sorted(name for name in os.listdir(f"/proc/self/fd/{self._here}/per_cpu"))
        pipes = [self._open(f"per_cpu/{name}/trace_pipe_raw", os.O_RDONLY | os.O_NONBLOCK) for name in names]
        self._descriptors += pipes
        return pipes

    def pipes(self) -> list[int]:
        """Return the descriptors that are readable when there is something to read."""
        return self._pipes

    def _open(self, name: str, flags: int) -> int:
        return os.open(name, flags | os.O_CLOEXEC, dir_fd=self._here)

    def _read(self, name: str) -> bytes:
        with open(self._open(name, os.O_RDONLY), "rb") as file:
            return file.read()

    def _write(self, name: str, text: str) -> None:
        descriptor = self._open(name, os.O_WRONLY | os.O_TRUNC)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)

    def read(self) -> Iterator[Record]:
        """Yield what is there, each processor's in order, one processor after the other."""
        for pipe in self._pipes:
            while True:
                try:
                    data = os.read(pipe, _PAGE)
                except BlockingIOError:
                    break
                if not data:
                    break
                found = page.parse(data)
                self._lost += found.lost
                for monotonic, record in found.records:
                    known = self._formats.get(number_of(record))
                    if known is not None:
                        yield Record(monotonic, known.event, known.values(record))

    def lost(self) -> int:
        """Return how many events were lost since this was last asked, as the pages' headers say."""
        new, self._lost = self._lost, 0
        return new

    def _remove(self) -> None:
        """Remove the instance, once the last descriptor of it is closed."""
        deadline = time.monotonic() + _REMOVE_SECONDS
        while True:
            try:
                os.rmdir(self._name, dir_fd=self._instances)
            except FileNotFoundError:
                return
            except OSError:
                if time.monotonic() > deadline:
                    return
                time.sleep(0.01)  # EBUSY: there is nothing to wait for
            else:
                return

    def close(self) -> None:
        """Remove the instance."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()
        self._guardian.finish()
        os.close(self._instances)


def _sweep(instances: int, proc: Proc) -> None:
    """Remove instances whose watch, and its guardian, were killed."""
    for name in os.listdir(instances):
        pid, start, *_ = (*name.removeprefix(_PREFIX).split("-"), "")
        ours = name.startswith(_PREFIX) and pid.isdecimal() and start.isdecimal()
        if ours and not proc.runs(int(pid), int(start)):
            with contextlib.suppress(OSError):
                os.rmdir(name, dir_fd=instances)
