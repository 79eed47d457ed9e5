"""What a check is, what it finds, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dropexec.doctor.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dropexec.doctor.host import Host

PASS, WARN, UNKNOWN, FAIL = "pass", "warn", "unknown", "fail"

STATUSES = (PASS, WARN, UNKNOWN, FAIL)
"""Best first; what could not be looked at may be worse than what was."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: ``status`` is warn, fail or unknown.

    ``message`` is one line with the reason and what to do; ``about`` has the same for programs. A result has
    the message with everything unprintable in it escaped.
    """

    status: str
    message: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What a check comes to. ``details["findings"]`` has every finding, worst first."""

    status: str
    message: str
    details: dict[str, Any]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings as they are in the details."""
        found: list[dict[str, Any]] = self.details["findings"]
        return found


@dataclass(frozen=True)
class Check:
    """A check by its name; ``fault`` says in one sentence what fault it finds.

    ``running`` tells that only a running system can be looked at. ``look`` raises CannotLookError.
    """

    name: str
    fault: str
    running: bool
    look: Callable[[Host], Result]


def conclude(findings: Iterable[Finding], healthy: str, **details: Any) -> Result:
    """Return the result of a check: that of its worst finding, or a pass with the message ``healthy``."""
    ranked = sorted(findings, key=lambda finding: -STATUSES.index(finding.status))
    listed = [{"status": one.status, "message": printable(one.message), **one.about} for one in ranked]
    if not ranked:
        return Result(PASS, printable(healthy), {"findings": listed, **details})
    more = f" (and {len(ranked) - 1} more)" if len(ranked) > 1 else ""
    return Result(ranked[0].status, printable(ranked[0].message) + more, {"findings": listed, **details})


def cannot_look(reason: str) -> Result:
    """Return the result of a check that could not look."""
    return Result(UNKNOWN, printable(reason), {"findings": []})
