"""sudo is PID 1 of a container, or its parent."""

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
    if case.tool == "sudo" and case.drops and case.command.entrypoint:
        yield RULE.finding(case, stands_between(case), case.fix, notes=remarks(case))


RULE = Rule(
    "sudo-in-entrypoint",
    Severity.WARNING,
    Page(
        what="ENTRYPOINT or CMD runs sudo, which stays as PID 1 of the container.",
        why=(
            "The runtime signals PID 1 alone. sudo passes SIGTERM on, but the image has to ship sudo "
            "and a policy, and no_new_privs (the default of many clusters) makes sudo refuse to "
            "start."
        ),
        mend="USER in the Dockerfile, or dropexec as the entrypoint.",
        ignore="When an image is made for people who log in.",
    ),
    check=_check,
)
