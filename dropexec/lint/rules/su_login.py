"""A login shell starts the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    intent = case.intent
    if intent is not None and intent.login and case.stays:
        shell = "a login shell, whose profile decides what the service gets"
        yield RULE.finding(case, f"{case.place} starts the service from {shell}", case.fix)


RULE = Rule(
    "su-login",
    Severity.WARNING,
    Page(
        what="su -, su -l, runuser -l or sudo -i starts the service from a login shell.",
        why=(
            "What the service gets depends on the profile files of the account and the machine, which "
            "are written for people: an echo, a stty or an ssh-agent there breaks a start. The "
            "variables that the unit sets are dropped, NOTIFY_SOCKET among them."
        ),
        mend=(
            "Say what is needed in the unit: WorkingDirectory=, Environment=. The safe fix keeps the "
            "login shell and its profile; without the profile, dropexec --chdir=~ USER COMMAND."
        ),
        ignore="When the profile is where the service's settings are kept.",
    ),
    check=_check,
)
