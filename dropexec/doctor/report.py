"""Run checks, and what they come to: as JSON, as text, and as an exit status."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.doctor.check import FAIL, PASS, UNKNOWN, WARN, Result, cannot_look
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import printable, unicode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dropexec.doctor.check import Check
    from dropexec.doctor.host import Host

FORMAT = "dropexec-doctor/1"

NOT_RUNNING = "not a running system"
"""The reason of what cannot be looked at under another root directory."""

STATUSES = {
    0: "no check fails",
    1: "a check fails",
    2: "none fails, but one could not look; or the command line is wrong",
}


@dataclass(frozen=True)
class Report:
    """The results of one run, in the checks' order. ``time`` is UTC, ``2026-11-26T02:35:00Z``."""

    host: str
    time: str
    version: str
    results: tuple[tuple[Check, Result], ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        checks = [
            {
                "name": check.name,
                "status": result.status,
                "message": result.message,
                "details": _unicode(result.details),
            }
            for check, result in self.results
        ]
        return {
            "format": FORMAT,
            "host": unicode(self.host),
            "time": self.time,
            "version": self.version,
            "checks": checks,
        }

    def status(self, *, named: bool) -> int:
        """Return the exit status; a check that needs a running system counts only where it was asked for."""
        found = {result.status for _, result in self.results if named or result.message != NOT_RUNNING}
        return 1 if FAIL in found else 2 if UNKNOWN in found else 0


def examine(checks: Sequence[Check], host: Host) -> tuple[tuple[Check, Result], ...]:
    """Run the checks on a host, each whatever becomes of the others."""
    return tuple((check, _result(check, host)) for check in checks)


def _result(check: Check, host: Host) -> Result:
    if check.running and not host.running:
        return cannot_look(NOT_RUNNING)
    try:
        return check.look(host)
    except CannotLookError as error:
        return cannot_look(str(error))
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        return cannot_look(f"cannot read{place}: {error.strerror or error}; run this as root")
    except Exception as error:  # noqa: BLE001 - a defect of one check must not hide what the others find
        lines = str(error).strip().splitlines()
        return cannot_look(f"internal error: {type(error).__name__}: {lines[-1] if lines else 'no message'}")


def _unicode(value: Any) -> Any:
    """Return details with every text as JSON can have it; others' parsers refuse what is left of a byte."""
    if isinstance(value, str):
        return unicode(value)
    if isinstance(value, dict):
        return {_unicode(key): _unicode(one) for key, one in value.items()}
    return [_unicode(one) for one in value] if isinstance(value, (list, tuple)) else value


def page(report: Report, width: int, paint: Callable[[str, str], str]) -> str:
    """Return the report as text of at most ``width`` columns; ``paint(status, text)`` may colour a word."""
    lines = []
    for check, result in report.results:
        head = f"{result.status:<8}{check.name:<19}"
        messages = [finding["message"] for finding in result.findings] or [result.message]
        for number, message in enumerate(messages):
            start = head if number == 0 else " " * len(head)
            wrapped = textwrap.wrap(
                message, max(width - len(head), 40), break_on_hyphens=False, break_long_words=False
            )
            rest = [" " * len(head) + line for line in wrapped[1:]]
            first = start + (wrapped[0] if wrapped else "")
            lines += [first.replace(result.status, paint(result.status, result.status), 1), *rest]
    return "\n".join([*lines, "", summary(report)]) + "\n"


def summary(report: Report) -> str:
    """Return the last line of the text: how many checks came to what."""
    counts = [
        (status, sum(result.status == status for _, result in report.results))
        for status in (FAIL, UNKNOWN, WARN, PASS)
    ]
    return f"{printable(report.host)}: " + ", ".join(f"{count} {status}" for status, count in counts if count)
