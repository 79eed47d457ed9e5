"""A reload signal ends at the tool."""

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
    reload = case.command.service.reload
    if case.stays and reload is not None and case.command.role is Role.MAIN and case.known.lost("hup"):
        message = f"{reload} signals {case.tool}, and {case.known.subject} does not pass SIGHUP on"
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "reload-lost",
    Severity.ERROR,
    Page(
        what="The file reloads the service by a signal to the main process, and that is su.",
        why="su neither passes SIGHUP nor SIGUSR1 on: the reload is reported as done and nothing happens.",
        mend=(
            "dropexec in the place of su: the main process is then the service. The reload line is "
            "right as it is."
        ),
        ignore="When the service is not meant to be reloaded.",
    ),
    check=_check,
)
