"""The PID that is kept is that of a subshell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role, Supervisor
from dropexec.lint.finding import NO_FIX, Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.command import Command
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    command = case.command
    if command.role is Role.BACKGROUND and _keeps(command) and not command.replaces and _is_service(case):
        message = f"{command.pid_taken} is the PID of a subshell, not that of {command.words[0].text}"
        yield RULE.finding(case, message, case.fix if case.stays else NO_FIX)
    for inner in case.inner:
        if inner.role is Role.BACKGROUND and _keeps(inner) and not inner.replaces:
            message = f"{inner.pid_taken} is the PID of a subshell, not that of the service"
            # The tool has gone by then, and who reads the PID is not in the file.
            yield RULE.finding(case, message, case.fix, confident=False)


def _is_service(case: Case) -> bool:
    """Return whether it is one; another script may well mean the subshell, a timer that it kills itself."""
    return case.stays or case.command.service.supervisor not in (Supervisor.SCRIPT, Supervisor.CONTAINER)


def _keeps(command: Command) -> bool:
    return command.grouped and command.pid_taken is not None and command.last_of_group


RULE = Rule(
    "pid-of-subshell",
    Severity.ERROR,
    Page(
        what=(
            "A list of commands is put into the background as a whole (cd DIR && ./serve &), and $! is kept."
        ),
        why=(
            "$! is the PID of the subshell that runs the list, not that of the service: kill ends the "
            "subshell, and the service lives on."
        ),
        mend="exec before the last command of the list, or cd before the list.",
        ignore="When nothing is ever sent to that PID.",
    ),
    check=_check,
)
