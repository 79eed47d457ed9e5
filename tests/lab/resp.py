"""The little of the Redis protocol (RESP2) that the lab speaks."""

from __future__ import annotations

import socket
from typing import Union

from tests.lab.process import LabError

Reply = Union[str, int, None]


class Connection:
    """A connection to a Redis server over its Unix socket; every wait is limited to ``seconds``."""

    def __init__(self, path: str, seconds: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(seconds)
        self._socket.connect(path)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def call(self, *words: str) -> Reply:
        """Send one command and return its reply: simple and bulk strings as str, integers as int.

        Raises LabError for an error reply, TimeoutError when none comes.
        """
        request = b"*%d\r\n" % len(words)
        for word in words:
            data = word.encode()
            request += b"$%d\r\n%s\r\n" % (len(data), data)
        self._socket.sendall(request)
        line = self._file.readline().rstrip(b"\r\n")
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if kind == b"$":
            length = int(rest)
            return None if length < 0 else self._file.read(length + 2)[:-2].decode()
        raise LabError(f"Redis answers {' '.join(words)} with {line.decode()!r}")

    def integer(self, *words: str) -> int:
        """Send one command whose reply is an integer."""
        reply = self.call(*words)
        if not isinstance(reply, int):
            raise LabError(f"Redis answers {' '.join(words)} with {reply!r}, not with an integer")
        return reply

    def information(self, section: str) -> dict[str, str]:
        """Return the fields of one section of INFO."""
        lines = str(self.call("INFO", section)).splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)
