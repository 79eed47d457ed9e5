"""The script waits for the service instead of becoming it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.replacement import exec_only
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if command.insert_exec is None or command.role is not Role.MAIN or not case.tool or case.interactive:
        return
    if case.to_root or command.pipes or command.entrypoint:
        return
    fix = case.fix if case.stays else exec_only(command)
    message = f"the shell waits for {case.tool}, and the supervisor signals the shell: exec is missing"
    yield RULE.finding(case, message, fix)


RULE = Rule(
    "no-exec",
    Severity.WARNING,
    Page(
        what="The last command of an entrypoint or run script starts the service without exec.",
        why=(
            "The shell stays as the process that the supervisor signals. bash and dash do not pass "
            "SIGTERM on: the service is killed when the time is over."
        ),
        mend="exec before the command.",
        ignore="When something is to happen after the service has ended.",
    ),
    check=_check,
)
