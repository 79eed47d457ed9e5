"""sudo stands between the supervisor and the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.lint.wording import remarks, stands_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.tool == "sudo" and case.drops and not case.command.entrypoint:
        yield RULE.finding(case, stands_between(case), case.fix, notes=remarks(case))


RULE = Rule(
    "sudo-in-exec",
    Severity.WARNING,
    Page(
        what="sudo starts the service and stays as its parent.",
        why=(
            "sudo passes most signals on, but not those that the service's own process group sends, "
            "and not SIGKILL: after it the service lives on without a parent. It needs a sudoers "
            "policy, writes to the system log, and resets the environment by rules that are not in "
            "this file."
        ),
        mend="User= in the unit, or dropexec in sudo's place.",
        ignore="When the policy of sudoers (roles, plugins, logging of input and output) is what you want.",
    ),
    check=_check,
)
