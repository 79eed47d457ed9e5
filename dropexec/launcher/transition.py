"""Carry out a Plan: one straight line from the first change to the exec (manual page, ORDER)."""

import posix

from dropexec.launcher import credentials, program
from dropexec.launcher.directory import enter
from dropexec.launcher.errors import DropexecError, distrust, filtered, reason
from dropexec.launcher.plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def carry_out(plan: Plan) -> "NoReturn":
    """Change this process as the plan says and exec the command.

    Raises DropexecError on the first step that fails. From then on the process is half changed and must
    end.
    """
    if plan.no_new_privs or plan.pdeathsig is not None or plan.directory is not None:
        # Before the change: the target may not be able to read the interpreter's files.
        from dropexec.launcher import kernel  # noqa: F401
    _set_attributes(plan)
    if plan.no_tty:
        _detach()
    if plan.chown_stdio or plan.close_fds:
        _arrange_descriptors(plan)
    _become(plan)
    if plan.rlimits:
        _lower_limits(plan.rlimits)
    program.execute(
        plan.command[0],
        [plan.command[0] if plan.argv0 is None else plan.argv0, *plan.command[1:]],
        {name: value for name, (value, _) in plan.environment.items()},
        plan.who,
        plan.bounding_left,
    )


def rehearse(plan: Plan) -> None:
    """Change a process that will exec nothing as the plan says, but for what others see or may hamper it.

    That is the terminal, the descriptors and the limits that are lowered. Raises DropexecError as
    ``carry_out`` does.
    """
    _set_attributes(plan)
    _become(plan)


def _become(plan: Plan) -> None:
    """Make the credentials those of the target, with what goes before them and what only it may do."""
    account = plan.account
    if plan.new_keyring:
        _start_keyring()
    if plan.bounding is not None:
        _reduce_bounding(plan.bounding, plan.caller.capabilities.bounding)
    credentials.change(
        plan.caller, account.uid, account.gid, account.groups, ambient=plan.ambient, who=plan.who
    )
    if plan.no_new_privs:
        _set_no_new_privs()
    if plan.pdeathsig is not None:
        _set_parent_death_signal(plan.pdeathsig, plan.caller.parent)
    if plan.directory is not None:
        enter(plan.directory, plan.who)


def _set_attributes(plan: Plan) -> None:
    if plan.oom_score_adj is None and not plan.rlimits and plan.nice is None and plan.umask is None:
        return
    from dropexec.launcher import process

    if plan.oom_score_adj is not None:
        process.set_oom_score_adj(plan.oom_score_adj)
    for name, soft, hard in plan.rlimits:
        process.raise_limit(name, soft, hard)
    if plan.nice is not None:
        process.set_nice(plan.nice)
    if plan.umask is not None:
        process.set_umask(plan.umask)


def _lower_limits(limits: "tuple[tuple[str, int, int], ...]") -> None:
    """Lower limits last: it needs no right, and could have hampered the launcher."""
    from dropexec.launcher import process

    if any(name == "nofile" for name, _, _ in limits):
        # A message may need these, and no file may be opened any more.
        from dropexec.launcher import executable, habit  # noqa: F401
    for name, soft, hard in limits:
        process.lower_limit(name, soft, hard)


def _detach() -> None:
    from dropexec.launcher import terminal

    terminal.detach()


def _arrange_descriptors(plan: Plan) -> None:
    from dropexec.launcher import descriptors

    if plan.chown_stdio:
        descriptors.give_standard(plan.account.uid)
    if plan.close_fds:
        descriptors.close_all_but(plan.keep_fds, plan.listen)


def _start_keyring() -> None:
    from dropexec.launcher import kernel

    try:
        started, found = kernel.join_new_session_keyring(), kernel.session_keyring()
    except OSError as error:
        denied = isinstance(error, PermissionError)
        hint = "; the seccomp profile of a container may refuse keyctl(2)" if denied else ""
        raise DropexecError(f"cannot start a new session keyring: {reason(error)}{hint}") from None
    if started == 0 or found != started:
        raise distrust("session keyring", started, found)


def _reduce_bounding(keep: int, present: int) -> None:
    from dropexec.launcher import caller, capability, kernel

    for number in range(present.bit_length()):
        if (present & ~keep) >> number & 1:
            try:
                kernel.drop_bound(number)
            except OSError as error:
                from dropexec.launcher import refusal

                hint = refusal.despite(error, "prctl", capability.SETPCAP)
                name = capability.shown(1 << number)
                raise DropexecError(
                    f"cannot drop {name} from the bounding set: {reason(error)}{hint}"
                ) from None
    left = caller.capabilities().bounding
    if left != present & keep:
        raise distrust(
            "capability bounding set",
            capability.shown(present & keep) or "none",
            capability.shown(left) or "none",
        )


def _set_no_new_privs() -> None:
    from dropexec.launcher import kernel

    try:
        kernel.set_no_new_privs()
    except OSError as error:
        import errno

        hint = "; it needs Linux 3.5" if error.errno == errno.EINVAL else filtered(error, "prctl")
        raise DropexecError(f"cannot set no_new_privs: {reason(error)}{hint}") from None
    try:
        found = kernel.no_new_privs()
    except OSError as error:
        raise DropexecError(f"cannot read no_new_privs: {reason(error)}") from None
    if found != 1:
        raise distrust("no_new_privs", 1, found)


def _set_parent_death_signal(number: int, parent: int) -> None:
    from dropexec.launcher import kernel

    try:
        kernel.set_parent_death_signal(number)
    except OSError as error:
        hint = filtered(error, "prctl")
        raise DropexecError(f"cannot set the parent-death signal {number}: {reason(error)}{hint}") from None
    try:
        found = kernel.parent_death_signal()
    except OSError as error:
        raise DropexecError(f"cannot read the parent-death signal: {reason(error)}") from None
    if found != number:
        raise distrust("parent-death signal", number, found)
    # A parent that died before the call no longer sends a signal (PR_SET_PDEATHSIG(2const)).
    if posix.getppid() != parent:
        raise DropexecError("cannot wait for the parent's death: it has died already")
