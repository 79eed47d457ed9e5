"""What all hosts' doctors say, as one table: rows, their order, text and JSON."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

FORMAT = "dropexec-fleet/1"

STATUSES = ("pass", "warn", "unknown", "fail", "failed", "unreachable")
"""Best first. Of a host whose doctor failed to run, and of one that was not reached, nothing is known."""

_NARROWEST = 30


@dataclass(frozen=True)
class Row:
    """A host. ``report`` is its doctor's, None where there is none, and then ``message`` says why."""

    host: str
    status: str
    message: str
    report: dict[str, Any] | None = None

    def lines(self) -> list[str]:
        """Return what the table says of the host: each check that does not pass, worst first."""
        if self.report is None:
            return [self.message]
        checks = [check for check in self.report["checks"] if check["status"] != "pass"]
        checks.sort(key=lambda check: -STATUSES.index(check["status"]))
        return [f"{check['name']}: {check['message']}" for check in checks]


class Fleet:
    """The hosts of a run, each with what is known of it so far."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    def seen(self, host: str) -> None:
        """Note a host that takes part: without a report it is a row all the same."""
        self._rows.setdefault(host, Row(host, "failed", "dropexec_doctor was not run"))

    def reported(self, host: str, report: dict[str, Any]) -> None:
        """Note a report; the checks of several of one host are put together."""
        before = self._rows.get(host)
        if before is not None and before.report is not None:
            again = {check["name"] for check in report["checks"]}
            kept = [check for check in before.report["checks"] if check["name"] not in again]
            report = {**report, "checks": kept + report["checks"]}
        worst = max(report["checks"], key=lambda check: STATUSES.index(check["status"]), default=None)
        status, message = (worst["status"], worst["message"]) if worst else ("pass", "")
        self._rows[host] = Row(host, status, "" if status == "pass" else message, report)

    def failed(self, host: str, message: str) -> None:
        """Note that a host's doctor failed."""
        self._rows[host] = Row(host, "failed", message)

    def stopped(self, host: str, message: str) -> None:
        """Note that a task which is not doctor's failed: of a host that was examined the report stays."""
        before = self._rows.get(host)
        if before is None or before.report is None:
            self.failed(host, message)

    def unreachable(self, host: str, message: str) -> None:
        """Note that a host was not reached."""
        self._rows[host] = Row(host, "unreachable", message)

    def rows(self) -> list[Row]:
        """Return the rows, worst first, then by name."""
        return sorted(self._rows.values(), key=lambda row: (-STATUSES.index(row.status), row.host))

    def to_json(self) -> dict[str, Any]:
        """Return the table as a JSON object."""
        hosts = [
            {"host": row.host, "status": row.status, "message": row.message, "report": row.report}
            for row in self.rows()
        ]
        return {"format": FORMAT, "hosts": hosts}

    def text(self, width: int) -> str:
        """Return the table in lines of at most ``width`` columns, and how many hosts came to what."""
        rows = self.rows()
        host = max([4, *(len(visible(row.host)) for row in rows)])
        margin = " " * (host + 2 + len("unreachable") + 2)
        lines = [f"{'HOST':<{host}}  {'STATUS':<11}  WORST"]
        for row in rows:
            texts = []
            for text in row.lines():
                texts += textwrap.wrap(visible(text), max(width - len(margin), _NARROWEST)) or [""]
            first, *others = texts or [""]
            lines.append(f"{visible(row.host):<{host}}  {row.status:<11}  {first}".rstrip())
            lines += [margin + text for text in others]
        counts = [(status, sum(row.status == status for row in rows)) for status in reversed(STATUSES)]
        said = ", ".join(f"{count} {status}" for status, count in counts if count)
        return "\n".join([*lines, "", f"{len(rows)} host{'s' if len(rows) != 1 else ''}: {said or 'none'}"])


def visible(text: str) -> str:
    """Return a host's words on one line, without what would move the cursor of whoever reads them."""
    words = " ".join(text.split())
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in words)
