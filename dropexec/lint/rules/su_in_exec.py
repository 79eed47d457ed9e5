"""su stands between the supervisor and the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.lint.wording import remarks, stands_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.tool == "su" and case.stays and not case.same_user:
        yield RULE.finding(case, stands_between(case), case.fix, notes=remarks(case))


RULE = Rule(
    "su-in-exec",
    Severity.WARNING,
    Page(
        what=(
            "su starts the service and stays as its parent: the supervisor knows the PID of su, not "
            "that of the service."
        ),
        why=(
            "On stop SIGTERM goes to su. Most implementations pass it on, wait 2 s and send SIGKILL, "
            "however long the service needs; other signals do not get through at all."
        ),
        mend=(
            "Name the user in the unit (User=) where that is all that su is there for, else put "
            "dropexec in its place: the same process, no child, no timer."
        ),
        ignore="When the program is meant to live for a moment only and nothing ever signals it.",
    ),
    check=_check,
)
