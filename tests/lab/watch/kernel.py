"""What there is of BPF programs and trace instances in the kernel."""

from __future__ import annotations

import ctypes
import os
import struct

from dropexec.watch.tracefs.mount import open_tracefs

_libc = ctypes.CDLL(None, use_errno=True)
_NUMBER = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
_PROG_GET_NEXT_ID, _PROG_GET_FD_BY_ID, _OBJ_GET_INFO_BY_FD = 11, 13, 15
_INFO_BYTES = 256
_NAME = slice(64, 80)  # struct bpf_prog_info, linux/bpf.h


def _bpf(command: int, attribute: ctypes.Array[ctypes.c_char]) -> int:
    return int(_libc.syscall(ctypes.c_long(_NUMBER), command, attribute, len(attribute)))


def programs() -> set[int]:
    """Return the numbers of watch's programs that are loaded."""
    found: set[int] = set()
    number = 0
    while True:
        attribute = ctypes.create_string_buffer(struct.pack("=III", number, 0, 0), 32)
        if _bpf(_PROG_GET_NEXT_ID, attribute) < 0:
            return found
        _, number = struct.unpack_from("=II", attribute)
        descriptor = _bpf(_PROG_GET_FD_BY_ID, ctypes.create_string_buffer(struct.pack("=I", number), 32))
        if descriptor < 0:
            continue  # gone in the meantime
        info = ctypes.create_string_buffer(_INFO_BYTES)
        packed = struct.pack("=IIQ", descriptor, _INFO_BYTES, ctypes.addressof(info))
        _bpf(_OBJ_GET_INFO_BY_FD, ctypes.create_string_buffer(packed, 32))
        os.close(descriptor)
        name = info.raw[_NAME].partition(b"\0")[0].decode()
        if name.startswith("dropexec_"):
            found.add(number)


def instances() -> list[str]:
    """Return the names of watch's trace instances."""
    root = open_tracefs()
    try:
        directory = os.open("instances", os.O_RDONLY | os.O_DIRECTORY, dir_fd=root)
        try:
            return sorted(name for name in os.listdir(directory) if name.startswith("dropexec-watch-"))
        finally:
            os.close(directory)
    finally:
        os.close(root)
