"""Measure what a watch, and the recorder, cost a process that does nothing but system calls.

``python3 -m tests.bench.watch [ROUNDS]``, as root. A program makes system calls (getppid(2), the cheapest
one): bare, watched by eBPF, watched by tracefs, and with the recorder armed take turns in one run. What is
printed are the ratios of the medians of the processor time of a call. A second table has kill(2) to itself,
which is what the engines look at.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dropexec.watch.bpf.engine import BpfEngine
from dropexec.watch.engine import Engine
from dropexec.watch.proc import Proc
from dropexec.watch.recorder import box
from dropexec.watch.selection import ENDING, ORDINARY, Selection, bits
from dropexec.watch.tracefs.engine import TracefsEngine

ALLOWED = 1.01
CALLS = {"getppid": 3_000_000, "kill": 5_000}
"""How often each call is made in one sample: the signals fit into the ring buffer, which nobody reads."""

_SOURCE = r"""
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words)
{
    signal(SIGUSR1, SIG_IGN);
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
        struct timespec from, to;
        long number = atol(words[2]);
        int sends = !strcmp(words[1], "kill");
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
        for (long one = 0; one < number; one++)
            if (sends)
                kill(getpid(), SIGUSR1);
            else
                syscall(SYS_getppid);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
        printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec);
        fflush(stdout);
    }
    return count != 3;
}
"""


class Target:
    """The program; ``sample`` has it make its calls once, and returns the nanoseconds of one."""

    def __init__(self, program: Path, call: str) -> None:
        self._number = CALLS[call]
        self._process = subprocess.Popen(
            [program, call, str(self._number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._line()
        self.pid = self._process.pid

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def sample(self) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._line()) / self._number

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def _nothing(_pid: int) -> Iterator[None]:
    yield


@contextmanager
def _engine(kind: type[BpfEngine] | type[TracefsEngine], pid: int) -> Iterator[None]:
    engine: Engine = kind(Selection(bits(ORDINARY), (pid,)), Proc())
    engine.watch(pid)
    try:
        yield
    finally:
        engine.close()


@contextmanager
def _bpf(pid: int) -> Iterator[None]:
    with _engine(BpfEngine, pid):
        yield


@contextmanager
def _tracefs(pid: int) -> Iterator[None]:
    with _engine(TracefsEngine, pid):
        yield


@contextmanager
def _armed(_pid: int) -> Iterator[None]:
    """Attach what --arm pins, and pin nothing: a bench leaves nothing behind."""
    with box.attached(bits(ENDING), 1024):
        yield


WAYS = {"bare": _nothing, "bpf": _bpf, "tracefs": _tracefs, "recorder": _armed}


def measure(program: Path, call: str, rounds: int) -> dict[str, float]:
    """Return the median time of a call in each way, in nanoseconds."""
    target = Target(program, call)
    samples: dict[str, list[float]] = {name: [] for name in WAYS}
    try:
        for _ in range(rounds):
            for name in random.sample(list(WAYS), len(WAYS)):
                with WAYS[name](target.pid):
                    samples[name].append(target.sample())
    finally:
        target.end()
    return {name: statistics.median(found) for name, found in samples.items()}


def main(rounds: int) -> None:
    """Print both tables, and whether what is not a signal costs more than is allowed."""
    with tempfile.TemporaryDirectory(prefix="dropexec-bench-") as scratch:
        source, program = Path(scratch, "calls.c"), Path(scratch, "calls")
        source.write_text(_SOURCE, encoding="ascii")
        subprocess.run(["gcc", "-O2", "-o", program, source], check=True)
        for call in CALLS:
            found = measure(program, call, rounds)
            print(f"{call}: median of {rounds}, ratio to bare ({found['bare']:.0f} ns)")
            for name, value in found.items():
                ratio = value / found["bare"]
                verdict = "" if call != "getppid" else "within" if ratio <= ALLOWED else "OVER"
                print(f"  {name:<10}{ratio:>7.3f}   {verdict}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
