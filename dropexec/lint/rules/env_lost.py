"""Variables that the file sets do not reach the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    intent, names = case.intent, case.command.service.variables
    if intent is None or not names or not case.stays or intent.keeps_environment:
        return
    kept = {word for pattern in intent.preserve for word in names if pattern in ("*", word)}
    lost = [name for name in names if name not in kept]
    if lost:
        shown = ", ".join(lost[:4]) + (", ..." if len(lost) > 4 else "")
        yield RULE.finding(
            case, f"{case.place} loses what the file sets: {shown} does not pass {case.tool}", case.fix
        )


RULE = Rule(
    "env-lost",
    Severity.WARNING,
    Page(
        what="The file gives the service variables, and the tool drops them.",
        why=(
            "su - and sudo start from an environment of their own. What Environment=, env or ENV set "
            "is gone, and the service runs with its defaults."
        ),
        mend=(
            "Set them where the service gets them: dropexec --env=NAME=VALUE or --preserve-env=NAME. "
            "The safe fix changes nothing of this."
        ),
        ignore="When the variables are for the other commands of the file.",
    ),
    check=_check,
)
