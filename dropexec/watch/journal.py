"""Signals for the journal, with fields by which it can be searched; systemd.journal-fields(7).

The protocol is that of https://systemd.io/JOURNAL_NATIVE_PROTOCOL: a datagram of FIELD=value lines, values
with a newline in them having their length in front.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from dropexec.watch.clock import rfc3339
from dropexec.watch.errors import WatchError
from dropexec.watch.escape import command_line, visible
from dropexec.watch.event import signal_name
from dropexec.watch.line import signal_line
from dropexec.watch.unit import unit_of

if TYPE_CHECKING:
    from dropexec.watch.report import SignalReport

SOCKET = "/run/systemd/journal/socket"
MESSAGE_ID = "6f1b5ad2c6d14a0f9d0a2f8f8f3f0c5e"
"""By which ``journalctl MESSAGE_ID=...`` finds all of them."""
_NOTICE = "5"


def fields(report: SignalReport, *, argv: bool) -> dict[str, str]:
    """Return the fields of a signal, the target's unit among them: ``journalctl -u UNIT`` then has it.

    For that the journal takes OBJECT_SYSTEMD_UNIT from root (systemd.journal-fields(7)). Command lines may
    hold secrets and are there only with `argv`.
    """
    event, sender = report.event, report.event.sender
    found: dict[str, object] = {
        "MESSAGE": signal_line(report, time=False, argv=argv),
        "MESSAGE_ID": MESSAGE_ID,
        "PRIORITY": _NOTICE,
        "SYSLOG_IDENTIFIER": "dropexecctl",
        "OBJECT_SYSTEMD_UNIT": unit_of(event.cgroup),
        "DROPEXEC_TIME": rfc3339(report.wall),
        "DROPEXEC_SIGNAL": signal_name(event.number),
        "DROPEXEC_CODE": event.code,
        "DROPEXEC_ORIGIN": event.origin,
        "DROPEXEC_TARGET_PID": event.target.pid,
        "DROPEXEC_TARGET_TID": event.target.tid,
        "DROPEXEC_TARGET_COMM": event.process,
        "DROPEXEC_ADDRESSED_THREAD": int(event.addressed_thread),
        "DROPEXEC_PID_FILE": report.pid_file,
    }
    if sender is not None:
        found.update(
            DROPEXEC_SENDER_PID=sender.pid,
            DROPEXEC_SENDER_UID=sender.uid,
            DROPEXEC_SENDER_LOGINUID=sender.loginuid,
            DROPEXEC_SENDER_COMM=sender.comm,
            DROPEXEC_SENDER_EXE=sender.executable,
            DROPEXEC_SENDER_UNIT=sender.unit,
            DROPEXEC_SENDER_CMDLINE=command_line(sender.argv) if argv and sender.argv else None,
        )
    return {
        name: visible(str(value)) if name != "MESSAGE" else str(value)
        for name, value in found.items()
        if value is not None
    }


def datagram(found: dict[str, str]) -> bytes:
    """Return the fields as the journal takes them."""
    parts = []
    for name, value in found.items():
        raw = value.encode("utf-8", "backslashreplace")
        if b"\n" in raw:
            parts.append(name.encode() + b"\n" + struct.pack("<Q", len(raw)) + raw + b"\n")
        else:
            parts.append(name.encode() + b"=" + raw + b"\n")
    return b"".join(parts)


class Journal:
    """A connection to the journal. Raises WatchError where there is none."""

    def __init__(self, path: str = SOCKET, *, argv: bool = False) -> None:
        self._argv = argv
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise WatchError(
                f"cannot write to the journal: {path}: {error.strerror}; this needs systemd-journald"
            ) from None

    def write(self, report: SignalReport) -> None:
        """Write a signal."""
        self._socket.send(datagram(fields(report, argv=self._argv)))

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
