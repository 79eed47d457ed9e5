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
    read = case.translation.invocation
    if read is None or case.tool not in ("su", "runuser") or not case.stays:
        return
    # -c and -s behind the user are what everybody writes, and few implementations take them amiss; where the
    # implementation at hand does, or is not known, translate refuses.
    after = {item.option.key for item in read.given if item.after_operand} - {"command", "shell"}
    refused = case.translation.fix is Fix.NONE and case.host.circumstances.programs is None
    if read.options_after_user and (after or refused):
        message = f"what {case.tool} makes of this line depends on its implementation"
        yield RULE.finding(case, message, case.fix)


RULE = Rule(
    "su-ambiguous",
    Severity.WARNING,
    Page(
        what="Options stand after the user, or words after --.",
        why=(
            "Most su take options wherever they stand; some, util-linux 2.42.0 among them, hand those "
            "after the user to the shell. And the first word after -- is the shell's $0, which the "
            "command never sees."
        ),
        mend='Options first, then the user: su -s /bin/sh -c \'exec "$0" "$@"\' USER -- COMMAND ARGUMENT.',
        ignore="When the file is for one distribution only.",
    ),
    check=_check,
)
