"""The public calls that act: drop this process's privileges, or carry out a Plan."""

import _signal
import posix
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

    ``account``: from ``resolve``. ``umask``: a file mode creation mask, 0 to 0o777, or None to leave it.
    ``ambient_caps``: names of capabilities that stay (``"net_bind_service"``), in this process and across
    exec.

    Sets the supplementary groups, then the real, effective and saved gid, then the uids, in all threads of
    the process as the C library does it, and verifies them and that uid 0 cannot be regained. The
    environment, the working directory and open descriptors are left alone. Call it before the first thread
    starts when ``ambient_caps`` is given or the process has capabilities without being root: they are per
    thread.

    Raises DropexecError: naming the missing capability, with nothing changed; or when a call is refused or
    reads back wrong, and then the process may be half changed and must end. ValueError for a umask out of
    range.

    Rests on credentials(7), setgroups(2), setresgid(2), setresuid(2), capabilities(7), nptl(7).
    """
    from dropexec.launcher import capability, process

    if umask is not None and not 0 <= umask <= 0o777:
        raise ValueError(f"umask {umask:#o} is not in 0 to 0o777")
    keep = capability.parse("ambient-caps", list(ambient_caps))
    present = caller.read(credentials_only=True)
    missing = (
        credentials.lacking(present, account.uid, account.gid, account.groups)
        | keep & ~present.capabilities.permitted
    )
    if missing:
        raise DropexecError(
            f"cannot become uid {account.uid}: this process lacks {capability.shown(missing)}"
        )
    if credentials.outlasts(present, account.uid) and _threads() != 1:
        raise DropexecError(
            "cannot give up capabilities for every thread: they are per thread (capabilities(7)); "
            "drop before the first one starts"
        )
    if umask is not None:
        process.set_umask(umask)
    who = quoted(account.name) if account.name is not None else str(account.uid)
    credentials.change(present, account.uid, account.gid, account.groups, ambient=keep, who=who)


def run(plan: Plan) -> "NoReturn":
    """Carry out a plan in this process: make every change it has, then exec the command; never return.

    ``plan``: from ``Plan.parse``, made in this process. Python's buffered output is flushed first; what
    other buffers hold is lost at the exec (execve(2)).

    Raises DropexecError with ``status`` 125, 126 or 127; after the first change the process is half changed
    and must end.
    """
    from dropexec.launcher import transition

    plan.require_rights()
    try:
        # Python allows this only in the main thread, and the exec needs it.
        _signal.signal(_signal.SIGPIPE, _signal.getsignal(_signal.SIGPIPE))
    except ValueError:
        raise DropexecError("cannot exec from this thread: call run in the main one") from None
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
    transition.carry_out(plan.carried_out_by(caller.read(credentials_only=True)))


def _threads() -> int:
    try:
        return len(posix.listdir("/proc/self/task"))
    except OSError:
        return 0
