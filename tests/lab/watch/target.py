"""A process with threads that takes every signal and goes on, until its standard input ends.

Prints one line: ready, its process id, and the ids of its threads.
"""

from __future__ import annotations

import signal
import sys
import threading

LEFT_ALONE = {signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV}


def main(threads: int) -> None:
    for number in signal.valid_signals() - LEFT_ALONE:
        if number not in (32, 33):
            signal.signal(number, lambda *_: None)
    started = threading.Barrier(threads + 1)
    ids: list[int] = []

    def wait() -> None:
        ids.append(threading.get_native_id())
        started.wait()
        threading.Event().wait()

    for _ in range(threads):
        threading.Thread(target=wait, daemon=True).start()
    started.wait()
    print("ready", threading.get_native_id(), *ids, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
