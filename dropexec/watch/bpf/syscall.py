"""bpf(2): maps, programs, links and pins, as file descriptors. Every function raises OSError."""

from __future__ import annotations

import ctypes
import errno
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_MACHINE = os.uname().machine

# The number of the system call, from each architecture's table.
_NUMBERS = {
    "x86_64": 321,
    "aarch64": 280,
    "riscv64": 280,
    "loongarch64": 280,
    "ppc64le": 361,
    "s390x": 351,
}

# enum bpf_cmd, enum bpf_map_type, enum bpf_prog_type in linux/bpf.h
_MAP_CREATE, _LOOKUP, _UPDATE, _DELETE, _NEXT_KEY, _PROG_LOAD, _OBJ_PIN, _OBJ_GET = range(8)
_RAW_TRACEPOINT_OPEN = 17
HASH, ARRAY, PERCPU_ARRAY, RINGBUF = 1, 2, 6, 27
_RAW_TRACEPOINT = 17
_NAME_BYTES = 16
_ATTRIBUTE_BYTES = 128
_LOG_BYTES = 1 << 20
# Some of the helpers may be called only by a program that says that it goes with the GPL; ours is MIT too.
_LICENCE = b"Dual MIT/GPL"


class VerifierError(OSError):
    """The kernel refused a program; ``log`` is what its verifier said, the last lines say why."""

    def __init__(self, number: int, log: str) -> None:
        super().__init__(number, os.strerror(number))
        self.log = log


def _call(command: int, attribute: bytes) -> int:
    number = _NUMBERS.get(_MACHINE)
    if number is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    buffer = ctypes.create_string_buffer(attribute, _ATTRIBUTE_BYTES)
    result: int = _libc.syscall(
        ctypes.c_long(number), ctypes.c_int(command), buffer, ctypes.c_uint(len(buffer))
    )
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _buffer(data: bytes) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(data, len(data))


def create_map(kind: int, key_bytes: int, value_bytes: int, entries: int, name: str = "") -> int:
    """Return a new map of `entries` entries, or bytes for a ring buffer; the descriptor closes on exec."""
    attribute = struct.pack("=5I2I16s", kind, key_bytes, value_bytes, entries, 0, 0, 0, _name(name))
    return _call(_MAP_CREATE, attribute)


def _name(name: str) -> bytes:
    return name.encode()[: _NAME_BYTES - 1]


def update(descriptor: int, key: bytes, value: bytes) -> None:
    """Set an entry of a map."""
    keys, values = _buffer(key), _buffer(value)
    _call(_UPDATE, struct.pack("=IIQQQ", descriptor, 0, ctypes.addressof(keys), ctypes.addressof(values), 0))


def lookup(descriptor: int, key: bytes, size: int) -> bytes | None:
    """Return an entry of `size` bytes, None where there is none."""
    keys, values = _buffer(key), ctypes.create_string_buffer(size)
    attribute = struct.pack("=IIQQQ", descriptor, 0, ctypes.addressof(keys), ctypes.addressof(values), 0)
    try:
        _call(_LOOKUP, attribute)
    except OSError as error:
        if error.errno == errno.ENOENT:
            return None
        raise
    return values.raw


def delete(descriptor: int, key: bytes) -> None:
    """Remove an entry of a hash; nothing happens where there is none."""
    keys = _buffer(key)
    try:
        _call(_DELETE, struct.pack("=IIQQQ", descriptor, 0, ctypes.addressof(keys), 0, 0))
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def load_program(code: bytes, name: str) -> int:
    """Return a raw tracepoint program.

    Raises VerifierError with the verifier's log where the kernel refuses the program itself; the log is
    asked for only then.
    """
    code_buffer, licence = _buffer(code), _buffer(_LICENCE + b"\0")

    def attribute(level: int, size: int, log: int) -> bytes:
        return struct.pack(
            "=IIQQIIQII16s",
            *(_RAW_TRACEPOINT, len(code) // 8, ctypes.addressof(code_buffer), ctypes.addressof(licence)),
            *(level, size, log, 0, 0, _name(name)),
        )

    try:
        return _call(_PROG_LOAD, attribute(0, 0, 0))
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS):
            raise
        refused = error
    log = ctypes.create_string_buffer(_LOG_BYTES)
    try:
        return _call(_PROG_LOAD, attribute(1, len(log), ctypes.addressof(log)))
    except OSError:
        raise VerifierError(refused.errno or 0, log.value.decode(errors="replace")) from None


def attach_raw_tracepoint(program: int, tracepoint: str) -> int:
    """Return a link: the program runs at the tracepoint until the last descriptor and pin of it is gone."""
    name = _buffer(tracepoint.encode() + b"\0")
    return _call(_RAW_TRACEPOINT_OPEN, struct.pack("=QII", ctypes.addressof(name), program, 0))


def pin(descriptor: int, path: str) -> None:
    """Give a map, program or link a name in a BPF file system, which keeps it when no process has it open."""
    name = _buffer(os.fsencode(path) + b"\0")
    _call(_OBJ_PIN, struct.pack("=QII", ctypes.addressof(name), descriptor, 0))


def open_pinned(path: str) -> int:
    """Return what is pinned under a name."""
    name = _buffer(os.fsencode(path) + b"\0")
    return _call(_OBJ_GET, struct.pack("=QII", ctypes.addressof(name), 0, 0))
