"""The signal to stop never reaches the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.lint.string import shell_that_stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    why = case.command.service.one_pid
    if not case.stays or why is None or not shell_that_stays(case) or case.command.role is Role.BACKGROUND:
        return
    message = f"the signal to stop is lost: {why}, and {case.tool} passes it to a shell that stays"
    yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "stop-not-delivered",
    Severity.ERROR,
    Page(
        what=(
            "Only one process is signalled on stop, the tool, and behind it a shell stays that passes "
            "nothing on."
        ),
        why=(
            "su relays SIGTERM to its child, which is the shell; the shell dies of it and the service "
            "hears nothing until SIGKILL, or never."
        ),
        mend=(
            "exec before the service in the string, and dropexec in the place of su; under systemd "
            "also KillMode=control-group."
        ),
        ignore="When the service is stopped in another way (ExecStop=) that does reach it.",
    ),
    check=_check,
)
