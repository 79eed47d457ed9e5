"""Red Hat's daemon function changes the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Fix, Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if command.words[0].literal != "daemon" or command.role is Role.QUERY:
        return
    if any((word.text.startswith("--user=") or word.text == "--user") for word in command.words[1:]):
        fix = Fix("none", why="the function also does limits, nice, cgroups and the PID check")
        yield RULE.finding(
            case, "daemon --user is runuser with a login shell: a process stays in between", fix
        )


RULE = Rule(
    "daemon-user",
    Severity.NOTE,
    Page(
        what="daemon --user=NAME of /etc/rc.d/init.d/functions starts the service.",
        why=(
            "The function calls runuser -s /bin/bash - NAME -c: a login shell, a fork, and all that "
            "su does on stop. It also sets limits, the niceness and the control group and looks at "
            "the PID file."
        ),
        mend=(
            "A unit with User=; or in the script, dropexec with the options that stand for what the "
            "function does."
        ),
        ignore="When the script has to run on those releases only. The rule is off by default.",
    ),
    check=_check,
    default=False,
)
