"""A Python for the witness: one that the target user may run, which root's own often is not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from dropexec.probe.errors import ProbeError
from dropexec.probe.forking import fork

if TYPE_CHECKING:
    from collections.abc import Iterable

_CANDIDATES = ("/usr/bin/python3", "/usr/local/bin/python3", "/bin/python3", "/usr/libexec/platform-python")

#: What the witness imports; a stripped-down Python without one of these will not do.
_TRIAL = "import _socket, fcntl, signal; signal.sigtimedwait"


def _runs(path: str, uid: int, gid: int) -> bool:
    """Tell whether ``path`` starts as ``uid`` and has what the witness needs, by starting it so."""
    child = fork()
    if child == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            os.setgroups([])
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            os.chdir("/")
            os.execve(path, [path, "-I", "-S", "-c", _TRIAL], {"PATH": "/usr/bin:/bin"})
        finally:
            os._exit(127)
    return os.waitpid(child, 0)[1] == 0


def find(uid: int, gid: int, *, candidates: Iterable[str] | None = None) -> str:
    """Return the absolute path of a Python that ``uid`` can run; raise ProbeError where there is none."""
    if candidates is None:
        candidates = (os.path.realpath(sys.executable), *_CANDIDATES)
    for path in candidates:
        if os.path.exists(path) and _runs(path, uid, gid):
            return path
    raise ProbeError(
        f"cannot start the witness: uid {uid} may not run any Python found here "
        f"({', '.join(candidates)}); install the system's own python3"
    )
