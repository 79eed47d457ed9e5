"""Fork without the signal handlers of this process."""

from __future__ import annotations

import os
import signal


def fork() -> int:
    """Fork, and give the child the default action for the signals that end this process in order.

    A signal that comes meanwhile is handled after it. The interpreter would else run the handler in whichever
    process asks first, the child included.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = os.fork()
        if pid == 0:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return pid
