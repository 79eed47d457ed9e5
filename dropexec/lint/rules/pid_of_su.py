"""The PID that is kept is that of the tool."""

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
    if not case.stays or command.role is not Role.BACKGROUND:
        return
    taken = command.pid_taken or (
        f"the script's {command.service.pid_file}" if command.service.pid_file else None
    )
    if taken is not None:
        yield RULE.finding(case, f"{taken} is the PID of {case.tool}, not that of the service", case.fix)


RULE = Rule(
    "pid-of-su",
    Severity.ERROR,
    Page(
        what="A script puts su into the background and keeps its PID, in a variable or a PID file.",
        why=(
            "Every later kill hits su, which forwards SIGTERM only and then kills after 2 s; a check "
            "of the PID looks at su and not at the service."
        ),
        mend="dropexec in the place of su: $! is then the PID of the service.",
        ignore="When nothing is ever sent to that PID.",
    ),
    check=_check,
)
