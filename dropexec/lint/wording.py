"""How findings on a tool in the way of the signal are put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role, Supervisor
from dropexec.lint.directive import directive_fix

if TYPE_CHECKING:
    from dropexec.lint.case import Case


def stands_between(case: Case) -> str:
    """Return the message: what stands there, what it does on stop, and the ways out, the shortest first."""
    if case.command.role is Role.BACKGROUND:
        place = "the service is started in the background under"
    else:
        place = f"{case.place} runs the service under"
    title = case.known.title
    message = f"{place} {case.tool}{f': {title}' if title else ', which'} {_ending(case)}"
    if case.to_root:
        return message
    line = case.command.user_line
    if line is not None and directive_fix(case) is not None:
        return f"{message}; {line.line.format(case.user)} does without (user-directive), else dropexec"
    return f"{message}; dropexec becomes the service instead"


def _ending(case: Case) -> str:
    if case.tool == "sudo":
        return "stays as its parent, and a SIGKILL to it leaves the service running"
    return f"stays as its parent and {case.known.kill()}"


def remarks(case: Case) -> list[str]:
    """Return what else to know of the place."""
    service = case.command.service
    found = []
    if service.supervisor is Supervisor.SYSTEMD and service.one_pid is None and case.tool != "sudo":
        found.append(
            "under KillMode=control-group systemd signals the service as well, "
            "unless pam_systemd has moved it into a session scope"
        )
    if case.command.other_machine and case.host.accounts is None:
        found.append("the accounts are those of another machine: --root or --assume-shell tells lint of them")
    return found
