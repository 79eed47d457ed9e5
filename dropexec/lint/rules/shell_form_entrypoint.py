"""A container starts its service by a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if command.in_shell_form and case.tool and command.role is Role.MAIN and not case.interactive:
        yield RULE.finding(
            case, "a shell is PID 1 here: the runtime signals it, and it passes nothing on", case.fix
        )


RULE = Rule(
    "shell-form-entrypoint",
    Severity.NOTE,
    Page(
        what="CMD or ENTRYPOINT is in the shell form, and the command in it changes the user.",
        why=(
            "The runtime runs /bin/sh -c with the line: PID 1 is a shell, which passes no signal on "
            "unless it becomes the command."
        ),
        mend='The JSON form: ["dropexec", "USER", "COMMAND"]; or exec before the last command.',
        ignore="When the line needs the shell, and ends in exec.",
    ),
    check=_check,
)
