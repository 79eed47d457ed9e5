"""The time that the file gives the service to stop is not honoured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    timeout, graces = case.command.service.timeout, case.known.graces
    if not case.stays or timeout is None or graces is None:
        return
    if timeout.seconds is None or timeout.seconds > graces[0]:
        message = f"{timeout.said} is not honoured: {case.known.subject} {case.known.kill()}"
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "stop-timeout-ignored",
    Severity.ERROR,
    Page(
        what="The file grants the service more time to stop than su does.",
        why=(
            "su sends SIGKILL after its own grace period, 2 s on most distributions, whatever "
            "TimeoutStopSec=, kill timeout or the grace period of the runtime say. A database is "
            "killed while it writes."
        ),
        mend="dropexec in the place of su: the supervisor's own timeout is then the only one.",
        ignore="When the service always ends within the tool's grace period.",
    ),
    check=_check,
)
