"""Measure what the checks of a running system cost where there is much to look at.

``python3 -m tests.bench.doctor [RUNS]``, as root: 2000 threads and 500 PID files, a fifth of which name
threads. The whole command is run with these files bound over /run in a mount namespace of its own; the
processor time of its processes is counted, interpreter included. Beside it in turn: an interpreter that
imports click and ends.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

THREADS, PROCESSES, FILES = 2000, 20, 500
ALLOWED = 0.2

_SPAWN = """\
import os, sys, threading
threading.stack_size(65536)
for _ in range(int(sys.argv[1])):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print(*sorted(map(int, os.listdir("/proc/self/task"))), flush=True)
sys.stdin.read()
"""
_BOUND = 'mount --make-rprivate / && mount --bind "$1" /run && shift && exec "$@"'


@contextmanager
def threads() -> Iterator[list[list[int]]]:
    """Yield the thread ids of the processes that have all those threads, the main thread's first."""
    argv = [sys.executable, "-I", "-S", "-c", _SPAWN, str(THREADS // PROCESSES - 1)]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) for _ in range(PROCESSES)]
    try:
        yield [list(map(int, process.stdout.readline().split())) for process in started if process.stdout]
    finally:
        for process in started:
            process.communicate()


def write(directory: Path, ids: Sequence[Sequence[int]]) -> None:
    """Write the PID files: four of five name a process, one a thread of it."""
    for number in range(FILES):
        tasks = ids[number % len(ids)]
        pid = tasks[0] if number % 5 else tasks[-1]
        path = directory / f"{number % 25}" / f"{number}.pid"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{pid}\n", encoding="ascii")


def processor(argv: Sequence[str]) -> float:
    """Return the processor time that a command and its children take, in seconds."""
    before = os.times()
    subprocess.run(argv, check=False, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(runs: int) -> None:
    """Print the medians, and whether doctor's is within what is allowed."""
    with threads() as ids, tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch), ids)
        bound = ("unshare", "--mount", "sh", "-c", _BOUND, "sh", scratch)
        doctor = ("-m", "dropexec.ctl", "doctor", "--json", "--check")
        commands = {
            "python3 -c 'import click'": (*bound, sys.executable, "-c", "import click"),
            "doctor --check pid-files": (*bound, sys.executable, *doctor, "pid-files"),
            "doctor --check services-under-su": (*bound, sys.executable, *doctor, "services-under-su"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, argv in commands.items():
                seconds[name].append(processor(argv))
    print(f"{THREADS} threads, {FILES} PID files: median processor time of {runs} runs, {ALLOWED} s allowed")
    for name, samples in seconds.items():
        middle = statistics.median(samples)
        print(f"{name:<34}{middle:>7.3f} s   {'within' if middle <= ALLOWED else 'OVER'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
