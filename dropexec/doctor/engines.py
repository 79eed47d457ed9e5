"""Which engines of watch work on this machine: each is opened for signals to nobody, and closed again."""

from __future__ import annotations

from dropexec.watch.engine import NAMES, open_engine
from dropexec.watch.errors import WatchError
from dropexec.watch.proc import Proc
from dropexec.watch.refusal import obstacle, rights
from dropexec.watch.selection import ORDINARY, Selection, bits


def attempt() -> dict[str, str | None]:
    """Return why each engine does not work, None for one that does; leave nothing behind."""
    missing = obstacle(rights())
    if missing is not None:
        return dict.fromkeys(NAMES, "; ".join(missing))
    return {name: _attempt(name) for name in NAMES}


def _attempt(name: str) -> str | None:
    try:
        open_engine(name, Selection(bits(ORDINARY)), Proc(), rights(), ORDINARY, lambda _: None).close()
    except (WatchError, OSError) as error:
        # What follows is how auditd would do it, which is for whoever has asked to watch.
        return str(error).partition(", or have auditd")[0]
    return None


def contained() -> bool:
    """Return whether this is a container, in which the kernel shows nobody the whole machine's signals."""
    known = rights()
    return known.user_namespace or known.pid_namespace
