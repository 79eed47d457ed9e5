"""Readiness never reaches the supervisor."""

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
    notify = case.command.service.notify
    if case.stays and notify is not None and case.command.role is Role.MAIN:
        message = (
            f"{notify} waits for a message of the main process, which is {case.tool} and not the service"
        )
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "notify-lost",
    Severity.ERROR,
    Page(
        what="The service is to report that it is ready, but its process is not the main one.",
        why=(
            "With NotifyAccess=main, the default, systemd takes messages of the main process alone, "
            "and that is the tool. su - and sudo take NOTIFY_SOCKET away besides. The start times "
            "out, and systemd kills the service."
        ),
        mend=(
            "dropexec in the tool's place keeps both: the PID and NOTIFY_SOCKET. With the tool, "
            "NotifyAccess=all."
        ),
        ignore="When the program under the tool reports through another socket.",
    ),
    check=_check,
)
