"""Where witnesses call in: who they are by the kernel's word, what they say by their own."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropexec.probe.loop import Loop

_UCRED = struct.Struct("iII")
_LONGEST = 512


@dataclass
class Message:
    """One line of a witness: its token, the word, its time on CLOCK_MONOTONIC in seconds, and its values."""

    token: str
    word: str
    time: float
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Witness:
    """A witness that has named itself. `pid` is the observer's view of it, whatever namespace it lives in."""

    pid: int
    pidfd: int
    connection: socket.socket
    role: str = ""


def parse(line: bytes, token: str) -> Message | None:
    """Return what a witness says in `line`, or None where its token is not `token`, or that and a suffix."""
    words = line.decode("ascii", errors="replace").split()
    if len(words) < 3 or not words[0].startswith(token):
        return None
    try:
        return Message(words[0], words[1], float(words[2]), dict(word.split("=", 1) for word in words[3:]))
    except ValueError:
        return None


class WitnessSocket:
    """A listening socket for the witnesses of one run; `hear` is called with each line that comes."""

    def __init__(
        self, path: str, uid: int, token: str, loop: Loop, hear: Callable[[Witness, Message], None]
    ) -> None:
        self.witnesses: list[Witness] = []
        self._uid, self._token, self._loop, self._hear = uid, token, loop, hear
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
        self._listener.bind(path)
        os.chown(path, uid, -1)
        os.chmod(path, 0o600)
        self._listener.listen(64)
        loop.watch(self._listener.fileno(), self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return
        connection.setblocking(False)
        pid, uid, _ = _UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
        try:
            # A witness waits for its signals before anything else, so that its pid is still its own.
            pidfd = os.pidfd_open(pid) if uid == self._uid and pid > 0 else -1
        except OSError:
            pidfd = -1
        if pidfd < 0:
            connection.close()
            return
        witness = Witness(pid, pidfd, connection)
        self.witnesses.append(witness)
        self._loop.watch(connection.fileno(), lambda: self._read(witness))

    def _read(self, witness: Witness) -> None:
        while True:
            try:
                line = witness.connection.recv(_LONGEST)
            except BlockingIOError:
                return
            except ConnectionError:
                line = b""
            if not line:
                self._loop.forget(witness.connection.fileno())
                witness.connection.close()
                return
            message = parse(line, self._token)
            if message is not None:
                self._hear(witness, message)

    def drain(self) -> None:
        """Hear all that has been said up to now, by witnesses that are gone too."""
        for witness in self.witnesses:
            if witness.connection.fileno() >= 0:
                self._read(witness)

    def close(self) -> None:
        """Hang up on everyone, at which a witness ends."""
        with contextlib.suppress(KeyError):
            self._loop.forget(self._listener.fileno())
        self._listener.close()
        for witness in self.witnesses:
            if witness.connection.fileno() >= 0:
                self._loop.forget(witness.connection.fileno())
                witness.connection.close()
            os.close(witness.pidfd)
        self.witnesses.clear()
