"""The user does not change."""

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
    if not case.redundant or (case.tool == "sudo" and case.to_root and not case.user):
        return
    if case.command.role in (Role.QUERY, Role.STEP):
        return
    who = "root" if case.to_root else case.user
    fix = Fix("none", why=f"whether {case.tool} gave the command another environment is not in the file")
    yield RULE.finding(case, f"{case.tool} changes nothing: {case.place} runs as {who} already", fix)


RULE = Rule(
    "su-redundant",
    Severity.WARNING,
    Page(
        what="su or sudo is asked for the user that the command runs as already.",
        why=(
            "Nothing is dropped. What remains is a process in between, and for sudo a policy that "
            "must allow it."
        ),
        mend="Run the command as it is.",
        ignore="When the PAM session or the login shell is the point.",
    ),
    check=_check,
)
