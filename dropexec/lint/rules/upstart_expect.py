"""The forks that Upstart is told to follow are those of the tool."""

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
    forks = case.command.service.forks
    if forks is None or not case.stays or case.command.role is not Role.MAIN:
        return
    counted = "the fork of" if forks.forks == 1 else "a fork of"
    yield RULE.finding(
        case, f"{forks.said} counts {counted} {case.tool}: Upstart may follow the wrong process", case.fix
    )


RULE = Rule(
    "upstart-expect",
    Severity.ERROR,
    Page(
        what="expect fork or expect daemon makes Upstart follow a number of forks, and su forks as well.",
        why=(
            "With expect fork, Upstart follows su's fork and has the right PID by luck; without su it "
            "waits for a fork that never comes, and start hangs. With expect daemon it follows the "
            "wrong process."
        ),
        mend=(
            "dropexec in the place of su, and no expect where the program stays in the foreground: "
            "one fix does both. For expect daemon, look how often the program forks."
        ),
        ignore="Never; an expect that is wrong cannot be mended without a restart of the machine.",
    ),
    check=_check,
)
