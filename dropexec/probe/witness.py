"""The target that is watched: it reports itself, each signal and its sender, and ends as told.

Run as ``python3 -I -S witness.py RESPONSE SOCKET TOKEN MARKER`` by the target user, from a copy in a scratch
directory; it imports nothing of dropexec. Every message begins with TOKEN, a word and the time on
CLOCK_MONOTONIC. It ends when the observer hangs up, so that nothing is left even of an observer that was
killed.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from _socket import AF_UNIX, SOCK_SEQPACKET, socket

STOPS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
WATCHED = STOPS | {
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGTSTP,
    signal.SIGCONT,
    signal.SIGPIPE,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGWINCH,
    signal.SIGIO,
}

# CPython ignores these two at its start, whatever it inherited (Python/pylifecycle.c).
_INTERPRETERS = {signal.SIGPIPE, signal.SIGXFSZ}

# A witness that nobody ever stops ends by itself.
_LONGEST = 3600.0


class Connection:
    """The connection to the observer, which learns from the kernel who calls (SO_PEERCRED)."""

    def __init__(self, path: str, token: str) -> None:
        self._token = token
        self._socket = socket(AF_UNIX, SOCK_SEQPACKET)
        self._socket.connect(path)
        # SIGIO when the other end hangs up: one more signal to wait for, and no thread.
        fcntl.fcntl(self._socket.fileno(), fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(self._socket.fileno(), fcntl.F_GETFL)
        fcntl.fcntl(self._socket.fileno(), fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)

    def send(self, word: str, **values: object) -> None:
        """Send one message; a lost observer ends the process."""
        pairs = " ".join(f"{name}={value}" for name, value in values.items())
        try:
            self._socket.send(f"{self._token} {word} {time.monotonic():.6f} {pairs}".encode())
        except OSError:
            os._exit(0)

    def closed(self) -> bool:
        """Tell whether the observer has hung up."""
        try:
            return self._socket.recv(1) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


def inherited() -> dict[str, str]:
    """Return the numbers of the signals that this process found ignored and blocked, comma-separated."""
    known = signal.valid_signals() - _INTERPRETERS
    ignored = [number for number in known if signal.getsignal(number) is signal.SIG_IGN]
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return {
        "ignored": ",".join(str(int(number)) for number in sorted(ignored)),
        "blocked": ",".join(str(int(number)) for number in sorted(blocked)),
    }


def live(connection: Connection, action: str, status: int, seconds: float, marker: str | None) -> None:
    """Wait for signals, report each, and leave as the response says."""
    waited = WATCHED - {signal.SIGTERM} if action == "default" else WATCHED
    due: float | None = None
    while True:
        left = _LONGEST if due is None else max(0.0, due - time.monotonic())
        info = signal.sigtimedwait(waited, left)
        if info is None:
            break
        if info.si_signo == signal.SIGIO:
            if connection.closed():
                os._exit(0)
            continue
        connection.send("received", signal=info.si_signo, code=info.si_code, sender=info.si_pid)
        if action == "end" and due is None and info.si_signo in STOPS:
            due = time.monotonic() + seconds
    if marker is not None:
        with open(marker, "x", encoding="ascii") as file:
            file.write("done\n")
        connection.send("marker")
    connection.send("leaving", status=status)
    os._exit(status)


def main(response: str, path: str, token: str, marker: str) -> None:
    """Block what is watched, report, and live until told to stop."""
    action, status, seconds, *extras = response.split(":")
    found = inherited()
    # SIGTERM blocked and waited for is never lost, not even where the tool left it ignored, or as PID 1.
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    if action == "default":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    role = "target"
    if "child" in extras:
        reading, writing = os.pipe()
        if os.fork() == 0:
            role = "child"
            os.close(reading)
        else:
            os.close(writing)
            os.read(reading, 1)
    connection = Connection(path, token)
    connection.send("ready", role=role, **found)
    if role == "child":
        os.write(writing, b"1")
        os.close(writing)
    finish = marker if "marker" in extras and role == "target" else None
    live(connection, action, int(status), float(seconds), finish)


if __name__ == "__main__":
    main(*sys.argv[1:])
