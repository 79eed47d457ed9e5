"""A service is stopped by the name of its program."""

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
    command = case.command
    if command.words[0].name not in ("killall", "pkill") or command.role not in (Role.STOP, Role.START):
        return
    if any(_is_bounded(word.literal or "") for word in command.words[1:]):
        return
    yield RULE.finding(case, f"{command.words[0].name} signals by name: every process of that name is hit")


def _is_bounded(option: str) -> bool:
    # -F takes the PID from a file, and compares the name besides.
    return option in ("-0", "-P", "--parent", "-F", "--pidfile")


RULE = Rule(
    "kill-by-name",
    Severity.ERROR,
    Page(
        what="killall or pkill stops the service.",
        why=(
            "Every process of that name is hit: other instances, those of containers, an editor with "
            "the name in its command line. The service itself is missed where its name is cut to 15 "
            "characters or it is a script."
        ),
        mend="The supervisor knows the PID: leave the stop to it.",
        ignore="When there can be one such process only, and you know why.",
    ),
    check=_check,
)
