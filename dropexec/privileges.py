"""The public calls that act: drop this process's privileges, or carry out a Plan."""

import sys

from dropexec.launcher import caller, credentials
from dropexec.launcher.account import Account
from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def drop_privileges(
    account: Account, *, umask: "int | None" = None, ambient_caps: "tuple[str, ...]" = ()
) -> None:
    """Change the credentials of this process to an account's, for good.

    ``account``: from ``resolve``.  ``umask``: a file mode creation mask, 0 to 0o777, or None to leave it.
    ``ambient_caps``: names of capabilities that stay (``"net_bind_service"``), in this process and across
    exec.

    Sets the supplementary groups, then the real, effective and saved gid, then the uids, in all threads of
    the process as the C library does it, reads them back, and sees that uid 0 cannot be had again.  The
    environment, the working directory and open descriptors are left alone.  Call it before the first thread
    starts when ``ambient_caps`` is given: capability sets are per thread.

    Raises DropexecError: naming the missing capability, with nothing changed; or when a call is refused or
    reads back wrong, and then the process may be half changed and must end.  ValueError for a umask out of
    range.

    Rests on credentials(7), setgroups(2), setresgid(2), setresuid(2), capabilities(7), nptl(7).
    """
    import os

    from dropexec.launcher import capability

    if umask is not None and not 0 <= umask <= 0o777:
        raise ValueError(f"umask {umask:#o} is not in 0 to 0o777")
    keep = capability.parse("ambient-caps", list(ambient_caps))
    present = caller.read(credentials_only=True)
    try:
        missing = (
            credentials.lacking(present, account.uid, account.gid, account.groups)
            | keep & ~present.capabilities.permitted
        )
        if missing:
            raise DropexecError(
                f"cannot become uid {account.uid}: this process lacks {capability.shown(missing)}"
            )
        if umask is not None:
            os.umask(umask)
        who = quoted(account.name) if account.name is not None else str(account.uid)
        credentials.change(present, account.uid, account.gid, account.groups, ambient=keep, who=who)
    finally:
        if present.status is not None:
            os.close(present.status)


def run(plan: Plan) -> "NoReturn":
    """Carry out a plan in this process: change everything it says, then exec the command.  Does not return.

    ``plan``: from ``Plan.parse``, made in this process.  Python's buffered output is flushed first; what
    other buffers hold is lost at the exec (execve(2)).

    Raises DropexecError with ``status`` 125, 126 or 127; after the first change the process is half changed
    and must end.
    """
    from dropexec.launcher import transition

    plan.require_rights()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    transition.carry_out(plan)
