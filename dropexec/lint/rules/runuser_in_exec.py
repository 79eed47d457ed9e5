"""runuser stands between the supervisor and the service."""

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
    if case.tool == "runuser" and case.stays and not case.same_user:
        yield RULE.finding(case, stands_between(case), case.fix, notes=remarks(case))


RULE = Rule(
    "runuser-in-exec",
    Severity.WARNING,
    Page(
        what=(
            "runuser starts the service and stays as its parent. It is su without the password: it "
            "forks, waits and kills in the same way."
        ),
        why=(
            "On stop SIGTERM goes to runuser, which passes it on, waits 2 s and sends SIGKILL; other "
            "signals do not get through."
        ),
        mend="User= in the unit, or dropexec in runuser's place.",
        ignore="When the program is meant to live for a moment only and nothing ever signals it.",
    ),
    check=_check,
)
