"""The program needs the session that PAM registers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.finding import Fix, Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if not case.drops or case.tool == "sudo":
        return
    words = case.command.text_of_target(case.inner)
    if _DISPLAY.search(words) or case.command.service.session is not None:
        fix = Fix("none", why="use User= with PAMName=login: a display needs the session that PAM registers")
        yield case.finding(RULE, f"a display needs the login session that {case.tool} opens through PAM", fix)


_DISPLAY = re.compile(
    r"(?:^|\s):\d+\b.*\bvt\d+|\b(?:startx|xinit|Xorg|weston|sway|gnome-session|startplasma)\b"
)


RULE = Rule(
    "pam-needed",
    Severity.NOTE,
    Page(
        what="The service is a display or a desktop, started by su.",
        why=(
            "A display server needs the seat that pam_systemd registers with logind for the session of su. "
            "dropexec opens no PAM session."
        ),
        mend="User= with PAMName=login and TTYPath= in the unit.",
        ignore="When the program works without a seat.",
    ),
    check=_check,
)
