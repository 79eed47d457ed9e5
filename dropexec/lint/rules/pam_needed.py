"""The program needs the session that PAM registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.drops and case.needs_session:
        message = f"a display needs the login session that {case.tool} opens through PAM"
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "pam-needed",
    Severity.NOTE,
    Page(
        what="The service is a display or a desktop, started by su.",
        why=(
            "A display server needs the seat that pam_systemd registers with logind for the session "
            "of su. dropexec opens no PAM session."
        ),
        mend="User= with PAMName=login and TTYPath= in the unit.",
        ignore="When the program works without a seat.",
    ),
    check=_check,
)
