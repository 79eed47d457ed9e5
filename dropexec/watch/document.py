r"""Reports as JSON lines: dropexec-signal/1 and dropexec-end/1.

Every line is ASCII and valid JSON whatever the bytes were: a byte that is not UTF-8 is written as the lone
surrogate of PEP 383, ``\\udcff`` for 0xff, which Python's ``os.fsencode`` turns back.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dropexec.watch.clock import rfc3339
from dropexec.watch.event import signal_name

if TYPE_CHECKING:
    from dropexec.watch.event import Sender
    from dropexec.watch.report import EndReport, SignalReport

SIGNAL_FORMAT, END_FORMAT = "dropexec-signal/1", "dropexec-end/1"

_encode = json.JSONEncoder(ensure_ascii=True, separators=(", ", ": ")).encode


@lru_cache(maxsize=64)
def sender_document(sender: Sender | None) -> dict[str, Any] | None:
    """Return the sender as it stands in JSON, None where nobody sent it; it is not to be changed."""
    if sender is None:
        return None
    return {
        **sender._asdict(),
        "argv": None if sender.argv is None else list(sender.argv),
        "ancestors": [one._asdict() for one in sender.ancestors],
    }


def signal_document(report: SignalReport) -> dict[str, Any]:
    """Return a signal as dropexec/schemas/signal.json describes it."""
    event = report.event
    return {
        "format": SIGNAL_FORMAT,
        "time": rfc3339(report.wall),
        "monotonic": event.monotonic / 1e9,
        "signal": signal_name(event.number),
        "code": event.code,
        "origin": event.origin,
        "sender": sender_document(event.sender),
        "target": event.target._asdict(),
        "addressed_thread": event.addressed_thread,
        "pid_file": report.pid_file,
        "engine": report.engine,
        "lost": report.lost,
    }


def end_document(report: EndReport) -> dict[str, Any]:
    """Return an end as dropexec/schemas/end.json describes it."""
    event = report.event
    end: dict[str, Any] | None = None
    if event is not None and event.signal is not None:
        end = {"signal": signal_name(event.signal)}
    elif event is not None and event.status is not None:
        end = {"status": event.status}
    return {
        "format": END_FORMAT,
        "pid": event.pid if event is not None else None,
        "end": end,
        "by": sender_document(report.by),
        "lost": report.lost,
    }


def signal_line(report: SignalReport) -> str:
    """Return a signal as one line of JSON."""
    return _encode(signal_document(report))


def end_line(report: EndReport) -> str:
    """Return an end as one line of JSON."""
    return _encode(end_document(report))
