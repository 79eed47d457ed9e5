"""Every way of sending a signal, one to a run: send.py WAY PID TID SIGNAL."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys

_libc = ctypes.CDLL(None, use_errno=True)
# What differs between the two; newer calls have one number everywhere.
_TABLE = {
    "x86_64": {"tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297},
    "aarch64": {"tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240},
}
_CALLS = _TABLE[os.uname().machine]
_PIDFD_OPEN, _PIDFD_SEND_SIGNAL = 434, 424
_PIDFD_THREAD = os.O_EXCL


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _info(number: int, code: int) -> ctypes.Array[ctypes.c_char]:
    """Return a siginfo_t with si_signo, si_errno, si_code, and this process as the sender."""
    return ctypes.create_string_buffer(
        struct.pack("=iii4xii", number, 0, code, os.getpid(), os.getuid()), 128
    )


def _kill(pid: int, _tid: int, number: int) -> None:
    os.kill(pid, number)


def _kill_thread(_pid: int, tid: int, number: int) -> None:
    os.kill(tid, number)


def _kill_group(pid: int, _tid: int, number: int) -> None:
    os.killpg(os.getpgid(pid), number)


def _tkill(_pid: int, tid: int, number: int) -> None:
    _call(_CALLS["tkill"], tid, number)


def _tgkill(pid: int, tid: int, number: int) -> None:
    _call(_CALLS["tgkill"], pid, tid, number)


def _sigqueue(pid: int, _tid: int, number: int) -> None:
    _call(_CALLS["rt_sigqueueinfo"], pid, number, _info(number, -1))


def _sigqueue_thread(_pid: int, tid: int, number: int) -> None:
    _call(_CALLS["rt_sigqueueinfo"], tid, number, _info(number, -1))


def _forged_timer(pid: int, _tid: int, number: int) -> None:
    _call(_CALLS["rt_sigqueueinfo"], pid, number, _info(number, -2))


def _tgsigqueue(pid: int, tid: int, number: int) -> None:
    _call(_CALLS["rt_tgsigqueueinfo"], pid, tid, number, _info(number, -1))


def _pidfd(pid: int, _tid: int, number: int) -> None:
    _call(_PIDFD_SEND_SIGNAL, os.pidfd_open(pid), number, None, 0)


def _pidfd_thread(_pid: int, tid: int, number: int) -> None:
    descriptor = _call(_PIDFD_OPEN, tid, _PIDFD_THREAD)  # Linux 6.9
    _call(_PIDFD_SEND_SIGNAL, descriptor, number, None, 0)


WAYS = {
    "kill": _kill,
    "kill-thread": _kill_thread,
    "kill-group": _kill_group,
    "tkill": _tkill,
    "tgkill": _tgkill,
    "sigqueue": _sigqueue,
    "sigqueue-thread": _sigqueue_thread,
    "tgsigqueue": _tgsigqueue,
    "forged-timer": _forged_timer,
    "pidfd": _pidfd,
    "pidfd-thread": _pidfd_thread,
}


def main(way: str, pid: str, tid: str, name: str) -> None:
    WAYS[way](int(pid), int(tid), int(signal.Signals[f"SIG{name}"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
