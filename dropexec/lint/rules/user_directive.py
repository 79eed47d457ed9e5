"""The format has a directive for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.case import SWITCHING
from dropexec.lint.command import Role
from dropexec.lint.directive import directive_fix
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if (
        case.tool not in SWITCHING
        or case.interactive
        or case.to_root
        or case.redundant
        or not command.as_root
    ):
        return
    if command.role in (Role.STEP, Role.START) and command.user_line is not None:
        message = f"{command.user_line.line.format(case.user)} says the same as {case.tool} in {case.place}"
        own = directive_fix(case) if command.user_line.field is not None else None
        yield RULE.finding(case, message, own or case.fix)
    elif case.drops and (fix := directive_fix(case)) is not None and command.user_line is not None:
        message = f"{command.user_line.line.format(case.user)} could take the place of {case.tool}"
        yield RULE.finding(case, message, fix)


RULE = Rule(
    "user-directive",
    Severity.NOTE,
    Page(
        what="A tool changes the user where the format could do so itself: User=, USER, setuid.",
        why=(
            "The fewer programs between supervisor and service the better, and the directive is "
            "checked before anything starts."
        ),
        mend=(
            "The directive. It is no exact equivalent (no PAM session, no profile, another "
            "environment), so that the fix is unsafe; for a step that ends by itself the fix is "
            "dropexec's."
        ),
        ignore="When the same file is used where the directive does not exist. The rule is off by default.",
    ),
    check=_check,
    default=False,
)
