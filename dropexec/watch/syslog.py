"""Lines for the system's log, through /dev/log; syslog(3), RFC 3164."""

from __future__ import annotations

import os
import socket
import time

from dropexec.watch.errors import WatchError

SOCKET = "/dev/log"
_DAEMON_NOTICE = 3 << 3 | 5
_MOST_BYTES = 8192  # rsyslog's default; longer ones are cut there, journald takes more


class Syslog:
    """A connection to the log. Raises WatchError where there is none: syslog(3) would drop the lines."""

    def __init__(self, path: str = SOCKET) -> None:
        self._path = path
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            opened.connect(self._path)
        except OSError as error:
            opened.close()
            raise WatchError(
                f"cannot write to the system's log: {self._path}: {error.strerror};"
                " start syslogd or journald, or leave --syslog out"
            ) from None
        return opened

    def write(self, line: str) -> None:
        """Send one line, which must have no control characters; a log that was restarted is found again."""
        stamp = time.strftime("%b %e %H:%M:%S")
        text = f"<{_DAEMON_NOTICE}>{stamp} dropexecctl[{os.getpid()}]: {line}"
        data = text.encode("utf-8", "backslashreplace")[:_MOST_BYTES]
        try:
            self._socket.send(data)
        except OSError:
            self._socket.close()
            self._socket = self._connected()
            self._socket.send(data)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
