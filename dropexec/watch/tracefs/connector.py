"""Exit statuses, from the kernel's process events connector (CONFIG_PROC_EVENTS, linux/cn_proc.h)."""

from __future__ import annotations

import os
import socket
import struct

_NETLINK_CONNECTOR = 11
_CN_IDX_PROC, _CN_VAL_PROC = 1, 1
_LISTEN = 1
_EXIT = 0x80000000
_NLMSG_DONE = 3
_NETLINK = struct.Struct("=IHHII")
_CONNECTOR = struct.Struct("=IIIIHH")
_EVENT = struct.Struct("=IIQ")
_ENDED = struct.Struct("=IIII")
_OPERATION = struct.Struct("=I")
_MOST_KEPT = 4096


class ExitStatuses:
    """The wait statuses of processes that ended since; raises OSError where the kernel does not tell."""

    def __init__(self) -> None:
        self._socket = socket.socket(
            socket.AF_NETLINK,
            socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK,
            _NETLINK_CONNECTOR,
        )
        try:
            self._socket.bind((0, _CN_IDX_PROC))
            body = _CONNECTOR.pack(_CN_IDX_PROC, _CN_VAL_PROC, 0, 0, _OPERATION.size, 0) + _OPERATION.pack(
                _LISTEN
            )
            size = _NETLINK.size + len(body)
            self._socket.send(_NETLINK.pack(size, _NLMSG_DONE, 0, 0, os.getpid()) + body)
        except OSError:
            self._socket.close()
            raise
        self._known: dict[int, int] = {}

    def fileno(self) -> int:
        """Return the socket."""
        return self._socket.fileno()

    def take(self, pid: int) -> int | None:
        """Return the wait status of a process, once; None where it is not known, or not yet."""
        self.read()
        return self._known.pop(pid, None)

    def read(self) -> None:
        """Take in what has been reported."""
        while True:
            try:
                data = self._socket.recv(65536)
            except BlockingIOError:
                return
            except OSError:  # ENOBUFS: some were lost
                continue
            self._note(data)

    def _note(self, data: bytes) -> None:
        start = _NETLINK.size + _CONNECTOR.size
        if len(data) < start + _EVENT.size + _ENDED.size:
            return
        what, _, _ = _EVENT.unpack_from(data, start)
        if what == _EXIT:
            pid, tgid, status, _ = _ENDED.unpack_from(data, start + _EVENT.size)
            if pid == tgid:
                if len(self._known) >= _MOST_KEPT:
                    self._known.clear()
                self._known[pid] = status

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()
