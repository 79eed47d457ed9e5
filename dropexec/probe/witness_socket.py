"""Where witnesses connect: who they are by the kernel's word, what they say by their own."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.message import parse
from dropexec.probe.process import descends, stat

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropexec.probe.loop import Loop
    from dropexec.probe.message import Message

_UCRED = struct.Struct("iII")
_LONGEST = 512
_MOST_REFUSALS = 16
# unix(7): the peer's pidfd, Linux 6.5; a number may belong to another process by the time it is looked up.
_SO_PEERPIDFD = 77


@dataclass
class Witness:
    """A process that has connected. ``pid`` is the observer's view of it, whatever namespace it lives in."""

    pid: int
    pidfd: int
    connection: socket.socket
    role: str = ""


@dataclass(frozen=True)
class Refusal:
    """A process that connected and is no witness of this run: it has another uid, or another origin.

    ``parent`` is the name of the process that started it.
    """

    pid: int
    uid: int
    parent: str
    below: bool


class WitnessSocket:
    """A listening socket for the witnesses of one run; ``on_message`` is called with each message that comes.

    Only descendants of this process are heard, which must be a subreaper: whatever the tool started, and
    nothing else of the machine. They must have ``uid``.
    """

    def __init__(
        self, path: str, uid: int, token: str, loop: Loop, on_message: Callable[[Witness, Message], None]
    ) -> None:
        self.witnesses: list[Witness] = []
        self.refused: list[Refusal] = []
        self._uid, self._token, self._loop, self._on_message = uid, token, loop, on_message
        self._began = time.monotonic()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
        self._listener.bind(path)
        # For everybody, so that a target that runs as the wrong user is heard of.
        os.chmod(path, 0o666)  # noqa: S103
        self._listener.listen(64)
        loop.watch(self._listener.fileno(), self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        connection.setblocking(False)
        pid, uid, _ = _UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
        pidfd = _peer_pidfd(connection, pid)
        if pidfd is None:
            connection.close()
            return
        below = descends(pid, os.getpid()) and _alive(pidfd)
        if uid != self._uid or not below:
            self._refuse(pid, uid, below=below)
            os.close(pidfd)
            connection.close()
            return
        witness = Witness(pid, pidfd, connection)
        self.witnesses.append(witness)
        self._loop.watch(connection.fileno(), lambda: self._read(witness))

    def _refuse(self, pid: int, uid: int, *, below: bool) -> None:
        if len(self.refused) >= _MOST_REFUSALS:
            return
        found = stat(pid)
        parent = None if found is None else stat(found.ppid)
        self.refused.append(Refusal(pid, uid, "?" if parent is None else parent.name, below))

    def _read(self, witness: Witness) -> None:
        while True:
            try:
                datagram = witness.connection.recv(_LONGEST)
            except BlockingIOError:
                return
            except ConnectionError:
                datagram = b""
            message = parse(datagram, self._token) if datagram else None
            # The witness rounds its time to microseconds.
            if message is None or not self._began <= message.time <= time.monotonic() + 1e-6:
                self._hang_up(witness)
                return
            self._on_message(witness, message)

    def _hang_up(self, witness: Witness) -> None:
        if witness.connection.fileno() >= 0:
            self._loop.forget(witness.connection.fileno())
            witness.connection.close()
            os.close(witness.pidfd)

    def drain(self) -> None:
        """Read all that has been sent up to now, by witnesses that are gone too."""
        for witness in self.witnesses:
            if witness.connection.fileno() >= 0:
                self._read(witness)

    def close(self) -> None:
        """Hang up on everyone, at which a witness ends."""
        with contextlib.suppress(KeyError):
            self._loop.forget(self._listener.fileno())
        self._listener.close()
        for witness in self.witnesses:
            self._hang_up(witness)
        self.witnesses.clear()


def _peer_pidfd(connection: socket.socket, pid: int) -> int | None:
    """Return a pidfd of the process that connected, or None where it is gone or in no namespace of ours."""
    if pid <= 0:
        return None
    with contextlib.suppress(OSError):
        return connection.getsockopt(socket.SOL_SOCKET, _SO_PEERPIDFD)
    try:
        # A witness waits for its signals before anything else, so that its pid is still its own.
        return os.pidfd_open(pid)
    except OSError:
        return None


def _alive(pidfd: int) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return not poll.poll(0)
