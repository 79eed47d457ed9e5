"""The kernel's log: the OOM killer's victims; /dev/kmsg, Documentation/ABI/testing/dev-kmsg."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dropexec.watch.clock import boot, rfc3339
from dropexec.watch.escape import visible
from dropexec.watch.evidence.finding import Finding, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEVICE = "/dev/kmsg"
KNOWS = "the OOM killer's victims since boot"

_KILLED = re.compile(r"(?:Out of memory|Memory cgroup out of memory).*?: Killed process (\d+) \((.*?)\)")
_MOST_BYTES = 8192


def search(wanted: Wanted, device: str = DEVICE) -> Finding:
    """Return the victims that are the target."""
    try:
        return Finding("kernel log", KNOWS, tuple(lines(_records(device), wanted, boot())))
    except OSError as error:
        return Finding("kernel log", KNOWS, (), f"{device}: {error.strerror}")


def _records(device: str) -> Iterator[str]:
    descriptor = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        while True:
            try:
                raw = os.read(descriptor, _MOST_BYTES)
            except BlockingIOError:
                return
            except BrokenPipeError:
                continue  # it was overwritten before it could be read
            if not raw:
                return
            yield raw.decode("utf-8", "replace")
    finally:
        os.close(descriptor)


def lines(records: Iterable[str], wanted: Wanted, began: int) -> Iterator[str]:
    """Yield a line for each victim; `began` is when the machine was started, in nanoseconds since 1970."""
    for record in records:
        front, _, text = record.partition(";")
        killed = _KILLED.search(text)
        fields = front.split(",")
        if killed is None or len(fields) < 3 or not fields[2].isdigit():
            continue
        pid, name = int(killed.group(1)), killed.group(2)
        when = began + int(fields[2]) * 1000
        if when >= wanted.since and wanted.means(pid, name):
            yield f"{rfc3339(when)} {visible(name)}[{pid}] was killed by the kernel: out of memory"
