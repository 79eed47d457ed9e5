"""Copying the recorder's signals to the journal, each once: how far it got is pinned beside them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from dropexec.watch import clock
from dropexec.watch.bpf import syscall
from dropexec.watch.recorder import box, last, pins
from dropexec.watch.report import SignalReport
from dropexec.watch.session import find_pid_file

if TYPE_CHECKING:
    from dropexec.watch.journal import Journal
    from dropexec.watch.proc import Proc

_ZERO = struct.pack("=I", 0)
_COUNTER = struct.Struct("=Q")


def copy_new(journal: Journal, proc: Proc) -> int:
    """Write what has been recorded since the last time; return how many signals that were."""
    contents = box.read()
    boot = clock.boot()
    with pins.opened("copied") as (copied,):
        (done,) = _COUNTER.unpack(syscall.lookup(copied, _ZERO, _COUNTER.size) or bytes(8))
        new = [raw for raw in contents.records if box.number(raw) > done]
        number = 0
        for event in last.events(new):
            path = find_pid_file(event, proc) if event.addressed_thread else None
            journal.write(SignalReport(event, boot + event.boottime, path, "bpf", 0))
            number += 1
        if new:
            syscall.update(copied, _ZERO, _COUNTER.pack(box.number(new[-1])))
    return number
