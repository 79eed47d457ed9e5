"""A number out of a file is killed unchecked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Role, Supervisor
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if command.words[0].name != "kill" or command.role not in (Role.STOP, Role.START, Role.STEP):
        return
    if command.service.supervisor is Supervisor.SCRIPT or (
        command.words[1:2] and command.words[1].literal == "-0"
    ):
        return
    for word in command.words[1:]:
        if any(atom.opaque and _FROM_FILE.search(atom.text) for atom in word.atoms):
            yield RULE.finding(case, "kill gets a number out of a file: it may be any process by now")
            return


_FROM_FILE = re.compile(r"^(?:\$\(|`)\s*(?:<|(?:/bin/)?(?:cat|head|read)\b)")


RULE = Rule(
    "kill-pidfile",
    Severity.ERROR,
    Page(
        what="kill is given what a PID file holds.",
        why=(
            "The number may be that of another process by now: the service died, its PID was used "
            "again. With su in the start it is the PID of su. kill -9 first gives the service no "
            "chance to write its data."
        ),
        mend=(
            "start-stop-daemon --stop --pidfile FILE --exec PROGRAM --retry TERM/30/KILL/5 checks "
            "what the PID is; a supervisor needs no file."
        ),
        ignore="When the file is removed at every end of the service, by the service itself.",
    ),
    check=_check,
)
