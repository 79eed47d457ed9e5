"""The service goes up to root through sudo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Fix, Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if case.tool != "sudo" or command.as_root or case.interactive or case.redundant:
        return
    if command.role in (Role.MAIN, Role.BACKGROUND, Role.START):
        who = "root" if case.to_root else case.user
        fix = Fix("none", why='dropexec never grants rights; use "+" before the command, or no User=')
        yield RULE.finding(
            case, f"{command.service.user} becomes {who} by sudo: the service goes up, not down", fix
        )


RULE = Rule(
    "sudo-escalates",
    Severity.WARNING,
    Page(
        what="A service that runs as an ordinary user calls sudo to become root, or another user.",
        why=(
            "The account can do so at any time, not only in this line: whoever takes the service over "
            "is root. no_new_privs and a lost sudoers file end the service."
        ),
        mend=(
            "Let the one step that needs root be its own: + before the command in a unit, or a unit "
            "of its own."
        ),
        ignore="When sudoers allows just this command with just these arguments.",
    ),
    check=_check,
)
