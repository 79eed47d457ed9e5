"""PID 1 of a room: reap what is orphaned, and say how each process ended.

    python3 -I -B init.py

A line ``reaped PID status N`` or ``reaped PID signal NAME`` for each, as init learns of the services that
nobody else waits for: those of SysV's scripts.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    """Reap until the room is left, which kills PID 1 and so everything else."""
    # Blocked, so that sigwait(3) takes it; kept pending while there is more than one.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        signal.sigwait({signal.SIGCHLD})
        for pid, status in iter(_reap, (0, 0)):
            print(f"reaped {pid} {_ending(status)}", flush=True)


def _reap() -> tuple[int, int]:
    try:
        return os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return 0, 0


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {signal.Signals(os.WTERMSIG(status)).name}"
    return f"status {os.WEXITSTATUS(status)}"


if __name__ == "__main__":
    sys.exit(main())
