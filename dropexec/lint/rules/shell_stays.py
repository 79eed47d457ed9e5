"""A shell stays between the tool and the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.lint.string import shell_that_stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.stays and (reason := shell_that_stays(case)):
        yield RULE.finding(case, f"a shell stays between {case.tool} and the service: {reason}", case.fix)


RULE = Rule(
    "shell-stays",
    Severity.WARNING,
    Page(
        what="The command string of su ends in a command that its shell waits for, instead of becoming it.",
        why=(
            "Only the shell gets the signal that su passes on. The shell dies of it, or waits; the "
            "service hears nothing, is not waited for and lives on as an orphan. dash stays even for "
            "a string that is one command, bash does not."
        ),
        mend="Put exec before the command that is the service, or let it run without a shell.",
        ignore="When the commands after the service are the point; then they belong in ExecStopPost=.",
    ),
    check=_check,
)
