"""Process accounting: with which signal a process ended, and nothing of the sender; acct(5)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from dropexec.watch.clock import rfc3339
from dropexec.watch.escape import visible
from dropexec.watch.event import signal_name
from dropexec.watch.evidence.finding import Finding, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ("/var/log/account/pacct", "/var/account/pacct")
KNOWS = "the status of every process that ended, without arguments and sender"

_RECORD = struct.Struct("=BBHIIIIIIf8H16s")  # struct acct_v3, linux/acct.h
_VERSION = 3
_MOST_BYTES = 16 * 1024 * 1024


def search(wanted: Wanted, files: tuple[str, ...] = FILES) -> Finding:
    """Return the processes of that number or name that ended by a signal."""
    for path in files:
        try:
            with open(path, "rb") as file:
                size = file.seek(0, 2)
                kept = min(size, _MOST_BYTES) // _RECORD.size * _RECORD.size
                file.seek(size - kept)
                return Finding("accounting", KNOWS, tuple(lines(file.read(kept), wanted)))
        except FileNotFoundError:
            continue
        except OSError as error:
            return Finding("accounting", KNOWS, (), f"{path}: {error.strerror}")
    return Finding("accounting", KNOWS, (), "process accounting is not switched on; accton(8)")


def lines(raw: bytes, wanted: Wanted) -> Iterator[str]:
    """Yield a line for each record of a process that a signal ended."""
    for record in _RECORD.iter_unpack(raw[: len(raw) // _RECORD.size * _RECORD.size]):
        _, version, _, status, uid, _, pid, parent, began, elapsed, *_, comm = record
        number = status & 0x7F
        name = comm.partition(b"\0")[0].decode("utf-8", "surrogateescape")
        when = int((began + elapsed / 100) * 1e9)  # AHZ is 100
        if version == _VERSION and number and when >= wanted.since and wanted.means(pid, name):
            yield (
                f"{rfc3339(when)} {visible(name)}[{pid}] uid={uid}, a child of {parent}, was terminated by"
                f" {signal_name(number)}"
            )
