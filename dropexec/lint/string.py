"""What the command string that a tool hands to a shell does to signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role

if TYPE_CHECKING:
    from dropexec.lint.case import Case

PLACEHOLDERS = frozenset(("nologin", "false", "true", "null"))
"""The last components of shells that let nobody in."""


def shell_that_stays(case: Case) -> str | None:
    """Return why a shell stays as the service's parent, None where it becomes the service or nobody can tell.

    bash and ksh become the command of a string that is one simple command, dash does not: seen with bash 5.2
    and dash 0.5.12, and with assignments in front of the command too.
    """
    inner = case.inner
    if not inner or inner[-1].role is Role.BACKGROUND:
        return None
    last = inner[-1]
    if last.pipes or last.piped_into:
        return "its string is a pipe"
    if last.replaces or all(atom.opaque for atom in last.words[0].atoms):
        return None  # an expansion may well begin with exec
    if len(inner) > 1:
        return f"its string does not end in exec, so that the shell waits for {last.words[0].text}"
    shell = _shell(case).rpartition("/")[2]
    if shell == "dash" or (shell == "sh" and case.host.sh_is_dash):
        return (
            f"{shell} is dash, which forks even for a single command"
            if shell == "sh"
            else "dash always forks"
        )
    return None


def _shell(case: Case) -> str:
    intent, accounts = case.intent, case.host.accounts
    if intent is None:
        return ""
    if intent.shell_given is not None:
        return intent.shell_given.known or ""
    account = accounts.account(case.user) if accounts is not None and not case.command.other_machine else None
    return account.shell if account is not None else ""
