"""A second program runs in the background of the same service."""

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
    inner = case.inner
    if (
        not case.stays
        or not inner
        or inner[-1].role is Role.BACKGROUND
        or inner[-1].words[0].name in _WRITERS
    ):
        return
    first = next((item for item in inner if item.role is Role.BACKGROUND), None)
    if first is not None:
        name = first.words[0].text
        message = (
            f"{name} runs in the background beside the service: nothing of its own signals or restarts it"
        )
        yield RULE.finding(case, message, case.fix)


_WRITERS = frozenset(("echo", "printf", "wait", "disown"))
"""What ends a string after &: the PID is written, or the program waited for."""


RULE = Rule(
    "second-daemon",
    Severity.WARNING,
    Page(
        what="The string starts one program with & and then becomes another.",
        why=(
            "Only the second is the service's process. The first gets no signal but those to the "
            "whole control group, nobody restarts it, and its end is not noticed."
        ),
        mend="A service of its own for each program.",
        ignore="When the first is a helper that may die at any time.",
    ),
    check=_check,
)
