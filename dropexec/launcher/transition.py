"""Carry out a Plan: one straight line from the first change to the exec (manual page, ORDER)."""

import posix

from dropexec.launcher import credentials, program
from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.permission import denial
from dropexec.launcher.plan import Plan
from dropexec.launcher.text import encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_EACCES = 13


def carry_out(plan: Plan) -> "NoReturn":
    """Change this process as the plan says and exec the command; return never.

    Raises DropexecError on the first step that fails.  From then on the process is half changed and must end.
    """
    account = plan.account
    if plan.no_new_privs or plan.pdeathsig is not None:
        # Before the change: the target may not be able to read the interpreter's files.
        from dropexec.launcher import kernel  # noqa: F401
    _attributes(plan)
    if plan.no_tty:
        _terminal()
    if plan.chown_stdio or plan.close_fds:
        _descriptors(plan)
    if plan.bounding is not None:
        _bounding(plan.bounding, plan.caller.capabilities.bounding)
    credentials.change(
        plan.caller, account.uid, account.gid, account.groups, ambient=plan.ambient, who=plan.who
    )
    if plan.no_new_privs:
        _no_new_privs()
    if plan.pdeathsig is not None:
        _pdeathsig(plan.pdeathsig, plan.caller.parent)
    if plan.directory is not None:
        enter(plan.directory, plan.who)
    if plan.rlimits:
        _lower(plan.rlimits)
    program.execute(
        plan.command[0],
        [plan.command[0] if plan.argv0 is None else plan.argv0, *plan.command[1:]],
        {name: value for name, (value, _) in plan.environment.items()},
        plan.who,
    )


def _attributes(plan: Plan) -> None:
    if plan.oom_score_adj is not None or plan.rlimits or plan.nice is not None:
        from dropexec.launcher import process

        if plan.oom_score_adj is not None:
            process.set_oom_score_adj(plan.oom_score_adj)
        for name, soft, hard in plan.rlimits:
            process.set_rlimit(name, soft, hard, now=not process.late(name, soft))
        if plan.nice is not None:
            process.set_nice(plan.nice)
    if plan.umask is not None:
        posix.umask(plan.umask)


def _lower(limits: "tuple[tuple[str, int, int], ...]") -> None:
    """Set the limits that would have hampered this interpreter before."""
    from dropexec.launcher import process

    for name, soft, hard in limits:
        if process.late(name, soft):
            process.set_rlimit(name, soft, hard)


def _terminal() -> None:
    from dropexec.launcher import terminal

    terminal.detach()


def _descriptors(plan: Plan) -> None:
    from dropexec.launcher import descriptors

    if plan.chown_stdio:
        descriptors.give_standard(plan.account.uid)
    if plan.close_fds:
        descriptors.close_all_but(plan.keep_fds, plan.listen, plan.caller.status)


def _bounding(keep: int, present: int) -> None:
    from dropexec.launcher import capability, kernel

    for number in range((present & ~keep).bit_length()):
        if (present & ~keep) >> number & 1:
            try:
                kernel.drop_bound(number)
                left = kernel.bounded(number)
            except OSError as error:
                raise DropexecError(
                    f"cannot drop {capability.shown(1 << number)} from the bounding set: {reason(error)}"
                ) from None
            if left:
                raise DropexecError(
                    f"cannot trust the kernel: {capability.shown(1 << number)} is still in the bounding set"
                )


def _no_new_privs() -> None:
    from dropexec.launcher import kernel

    try:
        kernel.set_no_new_privs()
    except OSError as error:
        raise DropexecError(f"cannot set no_new_privs: {reason(error)}; it needs Linux 3.5") from None


def _pdeathsig(number: int, parent: int) -> None:
    from dropexec.launcher import kernel

    try:
        kernel.set_parent_death_signal(number)
    except OSError as error:
        raise DropexecError(f"cannot set the parent-death signal {number}: {reason(error)}") from None
    # A parent that died before the call sends no signal any more (PR_SET_PDEATHSIG(2const)).
    if posix.getppid() != parent:
        raise DropexecError("cannot wait for the parent's death: it has died already")


def enter(directory: str, who: str) -> None:
    """Enter a directory with the rights of the moment; raise DropexecError when that fails."""
    try:
        posix.chdir(encoded(directory))
        # A descriptor of a directory outside this root, entered through /proc/self/fd, leads out of a
        # container (CVE-2024-21626); getcwd(2) then fails or does not begin with a slash.
        inside = posix.getcwdb().startswith(b"/")
    except OSError as error:
        detail = reason(error) + (denial(directory, who) if error.errno == _EACCES else "")
        raise DropexecError(f"cannot enter directory {quoted(directory)} as {who}: {detail}") from None
    if not inside:
        raise DropexecError(f"cannot enter directory {quoted(directory)} as {who}: it lies outside this root")
