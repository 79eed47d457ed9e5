"""Signals that nobody sends: innocent.py CASE. Each case ends, or is ended by its signal."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
import threading

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_CLOCK_MONOTONIC = 1
_SECCOMP_MODE_STRICT, _PR_SET_SECCOMP = 1, 22


def _wait() -> None:
    threading.Event().wait(20)


def alarm() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    _wait()


def profiling() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0.02)
    while True:
        pass


def posix_timer() -> None:
    """A timer of timer_create(2), by SIGUSR1."""
    timer = ctypes.c_int()
    event = ctypes.create_string_buffer(struct.pack("=Qii", 0, signal.SIGUSR1, 0), 64)
    assert _libc.timer_create(_CLOCK_MONOTONIC, event, ctypes.byref(timer)) == 0
    times = ctypes.create_string_buffer(struct.pack("=4q", 0, 0, 0, 50_000_000), 32)
    assert _libc.timer_settime(ctypes.c_long(timer.value), 0, times, None) == 0
    _wait()


def pipe() -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    reading, writing = os.pipe()
    os.close(reading)
    os.write(writing, b"x")


def processor_time() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while True:
        pass


def fault() -> None:
    ctypes.string_at(0)


def strict_seccomp() -> None:
    """Any call but read, write and exit now ends the process, without a signal that could be seen."""
    assert _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_STRICT, 0, 0, 0) == 0
    _libc.getppid()


def thread_forks() -> None:
    """A child of a thread: SIGCHLD is addressed to that thread."""

    def fork() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    thread = threading.Thread(target=fork)
    thread.start()
    thread.join()


def death_signal() -> None:
    """A child whose thread asks for a signal when its parent ends; prints its id, and ends on input."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:

        def ask() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            os.write(done, b"1")
            _wait()

        threading.Thread(target=ask).start()
        _wait()
        os._exit(0)
    os.read(ready, 1)
    print("ready", pid, flush=True)
    sys.stdin.readline()
    os._exit(0)


def memory() -> None:
    """More memory than its control group may have; waits for input before."""
    print("ready", os.getpid(), flush=True)
    sys.stdin.readline()
    kept = []
    while True:
        kept.append(bytearray(os.urandom(1 << 20)))


CASES = {
    "alarm": alarm,
    "profiling": profiling,
    "posix-timer": posix_timer,
    "pipe": pipe,
    "processor-time": processor_time,
    "fault": fault,
    "strict-seccomp": strict_seccomp,
    "thread-forks": thread_forks,
    "death-signal": death_signal,
    "memory": memory,
}

if __name__ == "__main__":
    CASES[sys.argv[1]]()
