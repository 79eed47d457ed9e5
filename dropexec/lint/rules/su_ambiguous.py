"""What the line means depends on the su."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule
from dropexec.translate import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    read, intent = case.translation.invocation, case.intent
    if read is None or case.tool not in ("su", "runuser") or not case.stays:
        return
    after = [
        item.option.key
        for item in read.given
        if item.after_operand and item.option.key not in ("command", "shell")
    ]
    lost = case.translation.fix is Fix.NONE and len(read.operands) > 1 and intent is not None
    if (read.options_after_user and after) or (lost and intent is not None and intent.string is not None):
        yield case.finding(
            RULE, f"what {case.tool} makes of this line depends on the implementation", case.fix
        )


RULE = Rule(
    "su-ambiguous",
    Severity.WARNING,
    Page(
        what="Options stand after the user, or words after --.",
        why=(
            "Most su take options wherever they stand; some, util-linux 2.42.0 among them, hand those after "
            "the user to the shell. And the first word after -- is the shell's $0, which the command never "
            "sees."
        ),
        mend='Options first, then the user: su -s /bin/sh -c \'exec "$0" "$@"\' USER -- COMMAND ARGUMENT.',
        ignore="When the file is for one distribution only.",
    ),
    check=_check,
)
