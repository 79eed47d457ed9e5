"""The service is put into the background inside the tool."""

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
    if case.goes_to_background and case.command.role is not Role.QUERY:
        yield RULE.finding(
            case, "sudo -b puts the service into the background: who starts sudo never knows its PID"
        )
    elif case.tool in SWITCHING and case.command.role in (Role.START, Role.MAIN, Role.BACKGROUND):
        last = next(reversed(case.inner), None)
        kept = last is not None and any(item.pid_taken for item in case.inner)
        if last is not None and last.role is Role.BACKGROUND and not kept:
            yield RULE.finding(
                case, f"{case.tool} ends at once: its string puts the service into the background (&)"
            )
        elif case.command.role is Role.START and not case.interactive and not kept:
            # The daemon may well put itself into the background: it is not in the file.
            message = (
                f"{case.tool} is waited for here: it ends when the service has put itself into the background"
            )
            yield RULE.finding(case, message, confident=False)


RULE = Rule(
    "su-background",
    Severity.WARNING,
    Page(
        what="The string that su runs ends in &, or sudo is called with -b.",
        why=(
            "su ends as soon as its shell does; who started it has no PID of the service, and nothing "
            "waits for it. Whether it ever started nobody learns."
        ),
        mend="Let the supervisor have the process: no &, no nohup, no -b, and dropexec in the place of su.",
        ignore="When the program detaches by design and writes a PID file of its own.",
    ),
    check=_check,
)
