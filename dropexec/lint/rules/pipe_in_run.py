"""The service is one end of a pipe."""

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
    if command.pipes and command.role is Role.MAIN and case.tool in SWITCHING and not case.interactive:
        who = "the shell, which the supervisor knows, passes nothing on"
        yield RULE.finding(case, f"the service writes into a pipe: {who}")


RULE = Rule(
    "pipe-in-run",
    Severity.WARNING,
    Page(
        what="The last command of a run script or an entrypoint writes into a pipe.",
        why=(
            "The supervisor knows the shell, not the service: no signal gets to it, and what it exits "
            "with is lost."
        ),
        mend=(
            "Redirect with exec before: exec > >(logger -t NAME) 2>&1, or use the supervisor's own "
            "log service."
        ),
        ignore="When the last program of the pipe is the service.",
    ),
    check=_check,
)
