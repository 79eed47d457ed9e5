"""With an empty variable the service runs as root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.case import SWITCHING
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    intent = case.intent
    if intent is None or case.tool not in SWITCHING or case.interactive or not case.stays:
        return
    place = case.placed(intent.user)
    if place is not None and place.may_vanish and intent.user.may_be_empty:
        name = place.text
        yield RULE.finding(
            case, f"{name} may be empty, and then {case.tool} runs the service as root", case.fix, at=place
        )


RULE = Rule(
    "user-may-be-empty",
    Severity.ERROR,
    Page(
        what="The user stands in an unquoted variable that may be empty.",
        why=(
            "su without a user means root, and the words move up by one: a file that is not read, a "
            "name that is misspelt, and the service runs as root."
        ),
        mend='dropexec "$USER" refuses an empty user. Or ${USER:?}.',
        ignore="When the variable is set for certain, outside of this file.",
    ),
    check=_check,
)
