"""The commands reach su through its standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.case import SWITCHING
from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if case.tool not in SWITCHING or not case.interactive or command.fed is None:
        return
    if command.role in (Role.MAIN, Role.BACKGROUND, Role.START) and command.fed != "a file":
        yield RULE.finding(case, f"{case.tool} reads its commands from {command.fed}: a shell stays for them")


RULE = Rule(
    "su-stdin",
    Severity.WARNING,
    Page(
        what="su is given no command, but a here-document or a pipe to read commands from.",
        why=(
            "The shell reads its program from the same place that the service takes its input from, "
            "and stays: there is nothing to become."
        ),
        mend="Put the commands into a script, and let dropexec run that.",
        ignore="When they are commands of a moment, and no service.",
    ),
    check=_check,
)
