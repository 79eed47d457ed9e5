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
    # A child of its own, without which wait(2) fails at once. To wait for SIGCHLD is no way: what has no
    # handler, PID 1 may lose.
    if os.fork() == 0:
        while True:
            signal.pause()
    while True:
        pid, status = os.wait()
        print(f"reaped {pid} {_ending(status)}", flush=True)


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {signal.Signals(os.WTERMSIG(status)).name}"
    return f"status {os.WEXITSTATUS(status)}"


if __name__ == "__main__":
    sys.exit(main())
