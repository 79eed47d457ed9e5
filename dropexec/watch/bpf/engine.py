"""The engine that sees all: eBPF at signal_generate, sched_process_exit and sched_process_fork."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import struct
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from dropexec.watch.bpf import btf, decode, layout, programs, syscall
from dropexec.watch.bpf.ring import RingBuffer
from dropexec.watch.bpf.selection import Selector, new_settings, new_watched, settings_value
from dropexec.watch.bpf.sink import Stream
from dropexec.watch.errors import EngineError
from dropexec.watch.event import Signal
from dropexec.watch.oom import OomJoin
from dropexec.watch.origin import PROCESS
from dropexec.watch.unit import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.watch.bpf.programs import Build
    from dropexec.watch.event import Sender
    from dropexec.watch.oom import Event
    from dropexec.watch.proc import Proc
    from dropexec.watch.selection import Selection

RING_BYTES = 16 * 1024 * 1024
"""Room for 7000 signals that are not yet read, of memory that is taken once."""

MOST_WAITING = 32_768
"""Records that may wait in this process when they come faster than they are written out: 72 MB."""

# The kernel's buffer is emptied that often while records are worked on, and no more are at one reading.
_LOOK_AGAIN, _AT_ONCE = 256, 4096

_ZERO = struct.pack("=I", 0)
_COUNTER = struct.Struct("=Q")


class BpfEngine:
    """Signals and ends as the kernel's own records; a context manager's worth of descriptors, nothing else.

    What it holds are file descriptors: when the process ends, in whatever way, the programs are gone.
    Raises EngineError where the kernel or the caller's rights do not allow it. ``types`` are the running
    kernel's, where the caller has them already.
    """

    name = "bpf"
    blind_to: tuple[str, ...] = ()

    def __init__(
        self, selection: Selection, proc: Proc, *, ring_bytes: int = RING_BYTES, types: btf.Btf | None = None
    ) -> None:
        self._proc = proc
        self._descriptors: list[int] = []
        self._join = OomJoin()
        self._backlog: deque[bytes] = deque()
        self._completed: dict[tuple[Sender, int], Sender] = {}
        self._lost_before = 0
        try:
            lift_memory_limit()
            types = types or btf.running_kernel()
            self._ring = RingBuffer(ring_bytes)
        except (btf.BtfError, OSError) as error:
            raise EngineError(reason(error)) from error
        try:
            self._attach_all(selection, types)
        except (btf.BtfError, OSError) as error:
            self.close()
            raise EngineError(reason(error)) from error

    def _attach_all(self, selection: Selection, types: btf.Btf) -> None:
        self._lost = self._keep(syscall.create_map(syscall.ARRAY, 4, _COUNTER.size, 1, "dropexec_lost"))
        settings, self._watched = self._keep(new_settings()), self._keep(new_watched())
        syscall.update(settings, _ZERO, settings_value(selection.signals))
        selector = Selector(settings, self._watched, everything=selection.everything, unit=selection.unit)
        sink = Stream(self._ring.descriptor, self._lost)
        for tracepoint, build in _wanted(selection):
            program = self._keep(load(tracepoint, build(types, sink, selector)))
            self._keep(syscall.attach_raw_tracepoint(program, tracepoint))

    def _keep(self, descriptor: int) -> int:
        self._descriptors.append(descriptor)
        return descriptor

    def watch(self, pid: int) -> None:
        """Take a process among the watched; its threads are, and children that it has from now on."""
        syscall.update(self._watched, struct.pack("=I", pid), struct.pack("=Q", 1))

    def fileno(self) -> int:
        """Return what is readable when there is something to read."""
        return self._ring.descriptor

    @property
    def waiting(self) -> bool:
        """Whether read() may return more although nothing has become readable."""
        return bool(self._backlog) or bool(self._join)

    def read(self) -> Iterator[Event]:
        """Yield what has happened since, in order."""
        self._backlog.extend(self._ring.read())
        for number in range(1, min(len(self._backlog), _AT_ONCE) + 1):
            if number % _LOOK_AGAIN == 0 and len(self._backlog) < MOST_WAITING:
                self._backlog.extend(self._ring.read())
            self._take(self._backlog.popleft())
            yield from self._ready(0)
        if not self._backlog:
            yield from self._ready(time.clock_gettime_ns(time.CLOCK_MONOTONIC))

    def _take(self, record: bytes) -> None:
        kind = decode.kind(record)
        if kind == layout.SIGNAL:
            event, started = decode.signal_event(record)
            if event.sender is not None and event.origin == PROCESS:
                event = event._replace(sender=self._complete(event.sender, started))
            self._join.add(event)
        elif kind == layout.EXIT:
            self._join.add(decode.end_event(record))
        else:
            thread, _ = decode.oom_thread(record)
            self._join.mark(thread, decode.monotonic(record))

    def _ready(self, monotonic: int) -> Iterator[Event]:
        for event in self._join.ready(monotonic):
            if isinstance(event, Signal) and event.origin != PROCESS:
                yield event._replace(sender=None)  # whoever happened to run
            else:
                yield event

    def _complete(self, sender: Sender, started: int) -> Sender:
        """Fill in, from /proc, what did not fit into the record, where the sender still runs."""
        key = (sender, started)
        if key not in self._completed:
            if len(self._completed) >= 256:
                self._completed.clear()
            self._completed[key] = complete(sender, started, self._proc)
        return self._completed[key]

    def lost(self) -> int:
        """Return how many events were lost since this was last asked."""
        raw = syscall.lookup(self._lost, _ZERO, _COUNTER.size) or bytes(_COUNTER.size)
        (total,) = _COUNTER.unpack(raw)
        new, self._lost_before = total - self._lost_before, total
        return int(new)

    def close(self) -> None:
        """Detach everything."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()
        self._ring.close()


def _wanted(selection: Selection) -> Iterator[tuple[str, Build]]:
    yield "signal_generate", programs.signal_generate
    yield "mark_victim", programs.mark_victim
    if not selection.everything:
        yield "sched_process_exit", programs.sched_process_exit
        if selection.unit is None:
            yield "sched_process_fork", programs.sched_process_fork


def load(tracepoint: str, code: bytes) -> int:
    """Return a program under a name that bpftool(8) shows: ``dropexec_signal``."""
    return syscall.load_program(code, f"dropexec_{tracepoint}")


def lift_memory_limit() -> None:
    """Before Linux 5.11 maps count against RLIMIT_MEMLOCK, which is 64 KiB or 8 MiB."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def reason(error: OSError | btf.BtfError) -> str:
    """Return why the kernel refused, in words where errno says too little."""
    if isinstance(error, btf.BtfError):
        return str(error)
    if isinstance(error, syscall.VerifierError):
        lines = [line for line in error.log.splitlines() if line and not line.startswith("processed ")]
        return f"the kernel's verifier refuses the program ({lines[-1] if lines else error.strerror})"
    if error.errno == errno.ENOENT and error.filename == btf.VMLINUX:
        return f"the kernel has no type information ({btf.VMLINUX}, CONFIG_DEBUG_INFO_BTF)"
    if error.errno == errno.EINVAL:
        return "the kernel has no BPF ring buffer (Linux 5.8)"
    return error.strerror or str(error)


def complete(sender: Sender, started: int, proc: Proc) -> Sender:
    """Return the sender with what /proc says of it, where it still runs and the record says less."""
    argv_cut = sender.argv is None or sender.argv[-1].endswith("…")
    path_cut = sender.executable is not None and sender.executable.startswith("…")
    bare = sender.cgroup in (None, "/") or (sender.cgroup or "").startswith("…")
    if not (argv_cut or path_cut or bare) or not proc.runs(sender.pid, started):
        return sender
    changes: dict[str, Any] = {}
    if argv_cut:
        changes["argv"] = proc.arguments(sender.pid) or sender.argv
    if path_cut:
        changes["executable"] = proc.link(sender.pid, "exe") or sender.executable
    if bare:
        cgroup = proc.cgroup(sender.pid) or sender.cgroup
        changes.update(cgroup=cgroup, unit=unit_of(cgroup))
    # It may have ended, and another taken its number, between the two looks.
    return sender._replace(**changes) if proc.runs(sender.pid, started) else sender
