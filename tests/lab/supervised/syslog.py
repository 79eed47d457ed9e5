"""The log of a room's system: what is sent to /dev/log, syslog(3)."""

from __future__ import annotations

import socket
from pathlib import Path
from types import TracebackType


class Syslog:
    """A datagram socket at a path, and the messages that came; a context."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))
        path.chmod(0o666)
        self._messages: list[str] = []

    def __enter__(self) -> Syslog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def messages(self) -> list[str]:
        """Return all messages that have come so far, each with its priority and time in front."""
        try:
            while True:
                self._messages.append(self._socket.recv(65536).decode("utf-8", "replace"))
        except BlockingIOError:
            return self._messages
