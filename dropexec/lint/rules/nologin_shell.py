"""The account lets nobody in, and so the service never starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.case import SWITCHING
from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.lint.string import PLACEHOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    intent, accounts = case.intent, case.host.accounts
    if intent is None or accounts is None or case.interactive or case.tool not in SWITCHING:
        return
    if not intent.shell or intent.shell_given is not None or case.command.role is Role.QUERY:
        return
    account = accounts.account(case.user) if case.user and not case.command.other_machine else None
    if account is not None and account.shell.rpartition("/")[2] in PLACEHOLDERS:
        message = f"the shell of {case.user} is {account.shell}: {case.tool} runs it, and never the command"
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "nologin-shell",
    Severity.ERROR,
    Page(
        what="su is to run a command by the account's shell, which is nologin or false.",
        why=(
            "The shell prints that the account is not available, or nothing, and ends: the service "
            "has never run this way."
        ),
        mend=(
            "su -s /bin/sh if the service is meant to run; a fix that makes a dead service run is not "
            "made for you."
        ),
        ignore="When the shell is another one where the file is used.",
    ),
    check=_check,
)
