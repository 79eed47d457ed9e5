"""One supervisor, one launcher, one run through the life of a service."""

from __future__ import annotations

import os
import signal
import time

from dropexec.probe import process
from tests.lab.process import Ending, LabError
from tests.lab.supervised import account
from tests.lab.supervised.deadline import until
from tests.lab.supervised.facts import Facts
from tests.lab.supervised.log import Ready
from tests.lab.supervised.manager import Manager

# Above what the slowest machine needs; the supervisors wait a second themselves before they start again.
_SECONDS = 30.0


def run(manager: Manager) -> Facts:
    """Start, reload, stop, start, restart and break the service, and return what was seen.

    Raises LabError when a step cannot be carried out, or the target does not run as the account.
    """
    with manager:
        manager.start()
        first = _ready(manager, 0)
        # The target may be up a moment before the supervisor, which forked it, has written that down.
        until(lambda: _knows(manager), _SECONDS, "the supervisor knows no PID")
        between = _between(manager, first)
        same_pid = manager.pid() == first.pid
        features = manager.features()
        manager.reload()

        begin = time.monotonic()
        manager.stop()
        stop_seconds = time.monotonic() - begin
        stop_end = _end(manager, 0)

        manager.start()
        _ready(manager, 1)
        manager.restart()
        third = _ready(manager, 2)
        _end(manager, 1)

        os.kill(manager.outer(third.pid), signal.SIGUSR1)
        crash_end = _end(manager, 2)
        if not manager.respawns:
            manager.start()
        fourth = _ready(manager, 3)
        os.kill(manager.outer(fourth.pid), signal.SIGUSR2)
        fault_end = _end(manager, 3)
        stopped, restarted, *_ = manager.log.runs()
        return Facts(
            same_pid=same_pid,
            between=between,
            reload_arrived="hup" in stopped,
            finished=stopped[-2:] == ["term", "stopped"],
            stop_seconds=stop_seconds,
            stop_end=stop_end,
            restarted=restarted == ["term", "stopped"],
            crash_end=crash_end,
            fault_end=fault_end,
            features=features,
        )


def _ready(manager: Manager, number: int) -> Ready:
    ready = manager.log.ready(number, _SECONDS)
    if (ready.uid, ready.gid, ready.groups) != (account.UID, account.GID, account.GROUPS):
        raise LabError(f"the target does not run as {account.NAME}: {ready}")
    return ready


def _knows(manager: Manager) -> bool:
    try:
        return manager.pid() > 0
    except (LabError, OSError, ValueError):
        return False


def _between(manager: Manager, ready: Ready) -> tuple[str, ...]:
    """Return the names of the processes from the one that the supervisor knows to the target's parent."""
    target, known = manager.outer(ready.pid), manager.outer(manager.pid())
    if target == known:
        return ()
    above = process.ancestors(target, 0)
    line = [one.pid for one in above]
    if known not in line:
        raise LabError(f"the supervisor knows {known}, which is nothing to the target: {above}")
    return tuple(one.name for one in reversed(above[: line.index(known) + 1]))


def _end(manager: Manager, number: int) -> Ending | None:
    until(lambda: len(manager.ends()) > number, _SECONDS, f"end number {number} did not reach the supervisor")
    return manager.ends()[number]
