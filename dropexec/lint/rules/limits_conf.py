"""limits.conf gives the account limits that only a PAM session applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    accounts = case.host.accounts
    account = accounts.account(case.user) if accounts is not None and case.user else None
    if account is None or not account.limits or not case.drops or not case.intent or not case.intent.uses_pam:
        return
    said = "; ".join(entry for entry, _ in account.limits)
    options = " ".join(option for _, option in account.limits if option)
    note = f"dropexec keeps them with {options}" if options else "dropexec has no option for them"
    message = f"{case.user} has limits through {case.tool}'s PAM session alone: {said}"
    yield RULE.finding(case, message, case.fix, notes=(note,))


RULE = Rule(
    "limits-conf",
    Severity.WARNING,
    Page(
        what="limits.conf has entries for the account, which su's PAM session sets.",
        why=(
            "Without su they are no longer set: a service that relied on 65536 files gets what the "
            "supervisor gives it. And util-linux >= 2.38 cuts the soft limit of files to 1024 at the "
            "same time."
        ),
        mend=(
            "Write them where the service is defined: LimitNOFILE= in the unit, or dropexec "
            "--rlimit=nofile=65536."
        ),
        ignore="When the limits were meant for people.",
    ),
    check=_check,
)
