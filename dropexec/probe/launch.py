"""Start the tool as a supervisor starts a service: own session, clean signals, a plain environment."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import termios
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe import kernel
from dropexec.probe.errors import ProbeError
from dropexec.probe.subject import PATH

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Started:
    """A tool that has been exec'd; ``streams`` are the descriptors to read what it prints from, by name."""

    pid: int
    pidfd: int
    streams: dict[str, int]


def _default_signals() -> None:
    # CPython ignores SIGPIPE and SIGXFSZ, and the observer blocks what could end it; a service gets neither.
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _become(argv: Sequence[str], standard: Sequence[int], *, tty: bool, pid1: bool) -> None:
    os.setsid()
    if tty:
        fcntl.ioctl(standard[0], termios.TIOCSCTTY, 0)
    for target, descriptor in enumerate(standard):
        os.dup2(descriptor, target)
    if pid1:
        kernel.own_proc()
    os.chdir("/")
    os.umask(0o022)
    _default_signals()
    environment = {"PATH": PATH, "TERM": "dumb"} if tty else {"PATH": PATH}
    os.execve(argv[0], list(argv), environment)


def start(argv: Sequence[str], *, tty: bool = False, pid1: bool = False, quiet: bool = False) -> Started:
    """Start ``argv`` (argv[0] an absolute path) and return once it has been exec'd.

    With ``tty`` it gets a pseudo-terminal of its own as controlling terminal, else /dev/null and two pipes,
    or with ``quiet`` nothing but /dev/null. With ``pid1`` it is PID 1 of a new PID namespace, which the
    caller can do only once. Raises ProbeError where it cannot be exec'd.
    """
    if tty:
        master, slave = pty.openpty()
        streams, ours, standard = {"tty": master}, [slave], [slave] * 3
    elif quiet:
        null = os.open(os.devnull, os.O_RDWR)
        streams, ours, standard = {}, [null], [null] * 3
    else:
        null = os.open(os.devnull, os.O_RDONLY)
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        streams, ours, standard = (
            {"stdout": out, "stderr": err},
            [null, out_end, err_end],
            [null, out_end, err_end],
        )
    reading, writing = os.pipe()
    if pid1:
        try:
            kernel.new_pid_namespace()
        except OSError as error:
            raise ProbeError(f"cannot make the tool PID 1 of a namespace: {error.strerror}") from None
    pid = os.fork()
    if pid == 0:
        try:
            _become(argv, standard, tty=tty, pid1=pid1)
        except OSError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(127)
    pidfd = os.pidfd_open(pid)
    for descriptor in (*ours, writing):
        os.close(descriptor)
    problem = os.read(reading, 4096).decode()
    os.close(reading)
    for descriptor in streams.values():
        os.set_blocking(descriptor, False)
    if problem:
        os.waitpid(pid, 0)
        raise ProbeError(f"cannot start {argv[0]}: {problem}")
    return Started(pid, pidfd, streams)
