"""A tool that changes the user as the tests want it: ``wrapper.py MODE USER COMMAND...``, as root.

Each mode is a habit of some real wrapper, supervisor or init script, in its plainest form.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import pwd
import signal
import socket
import sys
import time
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def become(user: str) -> None:
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)


def start(user: str, command: Sequence[str], *, told_by_death: bool = False) -> int:
    """Start the command; with `told_by_death` it gets SIGTERM from the kernel when this process has ended."""
    pid = os.fork()
    if pid == 0:
        become(user)
        if told_by_death:  # after the change of user, which clears it: PR_SET_PDEATHSIG(2const)
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGTERM))
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.execv(command[0], list(command))
    return pid


def leave(status: int) -> None:
    """End as the child with that wait status did."""
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


def wait(pid: int) -> None:
    leave(os.waitpid(pid, 0)[1])


def relay(pid: int, sent: int = signal.SIGTERM) -> None:
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, sent))


def leave_first(user: str, command: Sequence[str]) -> None:
    """End on SIGTERM; the target is told by that, so that the order of the two ends is no race."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    wait(start(user, command, told_by_death=True))


def force(pid: int, seconds: float, number: int) -> None:
    """Pass SIGTERM on, and send `number` that many seconds later to what is still there."""

    def stop(*_: object) -> None:
        os.kill(pid, signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, number))
    wait(pid)


def restart(user: str, command: Sequence[str]) -> None:
    pid = start(user, command)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    os.waitpid(pid, 0)
    wait(start(user, command))


def ask(path: str, command: Sequence[str]) -> None:
    """Have the service at `path` run the command, as systemd-run has systemd do."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(json.dumps(command).encode())
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def main(mode: str, user: str, *command: str) -> None:
    if mode in ("ignores", "blocks"):
        if mode == "ignores":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
        become(user)
        os.execv(command[0], command)
    if mode == "wrong-user":
        os.execv(command[0], command)
    if mode == "daemon":
        if os.fork():
            os._exit(0)
        os.setsid()
        wait(start(user, command))
    if mode == "prompts":
        print("Kennwort: ", end="", flush=True)
        signal.pause()
    if mode == "floods":
        os.write(1, b"x" * 10_000_000)
    if mode.startswith("asks:"):
        ask(mode.partition(":")[2], command)
        os._exit(0)
    if mode.startswith("locks:"):
        lock = os.open(mode.partition(":")[2], os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        force(start(user, command), 1.0, signal.SIGKILL)
    if mode == "restarts":
        restart(user, command)
    if mode == "leaves":
        leave_first(user, command)
    pid = start(user, command)
    if mode == "late":
        time.sleep(0.2)
    if mode.startswith("translates:"):
        relay(pid, signal.Signals[mode.partition(":")[2]])
        wait(pid)
    if mode.startswith("forces:"):
        _, seconds, name = mode.split(":")
        force(pid, float(seconds), signal.Signals[name])
    relay(pid)
    wait(pid)


if __name__ == "__main__":
    main(*sys.argv[1:])
