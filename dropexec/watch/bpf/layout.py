"""What the eBPF programs write down: one record for each signal, smaller ones for what else happens.

All numbers are in the machine's byte order. Text is bytes: file names, comm and command lines, in
whatever encoding their owners chose.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

ANCESTORS = 10
ANCESTOR = struct.Struct("=I4x16sQ")
"""Of each: process id, comm, start time."""

PATH_NAMES = 14
"""Steps of a path, each a directory or a mount point."""
CGROUP_NAMES = 8
NAME_BYTES = 128
"""At most of each name, its NUL included."""
NAMES_LIMIT = 255
"""Names lie one behind the other, leaf first, from offset 0; one begins here at the latest."""
NAMES_BYTES = NAMES_LIMIT + 1 + NAME_BYTES
ARGV_BYTES = 511
COMM_BYTES = 16

SIGNAL, EXIT, OOM = 1, 2, 3
"""Kinds of records."""

NO_SIGINFO, PRIVILEGED, SIGINFO = 0, 1, 3
"""What stood for the siginfo: SEND_SIG_NOINFO, SEND_SIG_PRIV (include/linux/signal.h), or a real one."""

PF_EXITING, PF_KTHREAD = 0x00000004, 0x00200000
"""Of a task's flags, include/linux/sched.h."""


class Field(NamedTuple):
    """A field's place in a record."""

    offset: int
    size: int


class Layout:
    """A record's fields by name, in order, each by its format in the sense of the module struct."""

    def __init__(self, formats: dict[str, str]) -> None:
        self.formats = formats
        self.fields: dict[str, Field] = {}
        self._struct = struct.Struct("=" + "".join(formats.values()))
        offset = 0
        for name, code in formats.items():
            size = struct.calcsize("=" + code)
            # Some machines load and store 8 bytes only where the address is a multiple of 8.
            if offset % min(size, 8):
                raise ValueError(f"{name} is not aligned")
            self.fields[name] = Field(offset, size)
            offset += size
        self.size = offset

    def offset(self, name: str) -> int:
        """Return where a field begins."""
        return self.fields[name].offset

    def unpack(self, record: bytes) -> dict[str, int | bytes]:
        """Return the fields of a record, which may be longer."""
        return dict(zip(self.formats, self._struct.unpack_from(record)))


_NAMES = f"{NAMES_BYTES}s"

SIGNAL_LAYOUT = Layout(
    {
        "kind": "I",
        "signal": "i",
        "sequence": "Q",
        "boottime": "Q",
        "monotonic": "Q",
        "code": "i",
        "siginfo": "I",
        "stack_distance": "Q",  # of the siginfo from the sender's kernel stack, in stacks: 0 is on it
        "group": "i",
        "result": "i",
        "target_tgid": "I",
        "target_tid": "I",
        "sender_flags": "I",
        "padding": "I",
        "target_start": "Q",
        "target_comm": "16s",
        "target_process": "16s",
        "target_cgroup_length": "Q",
        "target_cgroup": _NAMES,
        # From here on it is about the sender alone.
        "sender_tid": "I",  # the two halves of what bpf_get_current_pid_tgid() returns
        "sender_tgid": "I",
        "sender_start": "Q",
        "sender_uid": "I",
        "login_uid": "I",
        "session": "I",
        "sender_padding": "I",
        "sender_comm": "16s",
        "tty": "16s",
        "ancestors": f"{ANCESTORS * ANCESTOR.size}s",
        "cgroup_length": "Q",
        "cgroup": _NAMES,
        "executable_length": "Q",
        "executable": _NAMES,
        "argv_length": "Q",  # as it is in memory, which may be more than what is here
        "argv_kept": "Q",
        "argv": f"{ARGV_BYTES + 1}s",
        "sequence_again": "Q",
    }
)

EXIT_LAYOUT = Layout(
    {
        "kind": "I",
        "tgid": "I",
        "sequence": "Q",
        "boottime": "Q",
        "monotonic": "Q",
        "start": "Q",
        "parent": "I",
        "status": "i",  # as wait(2) has it
        "oom": "Q",  # not 0: chosen by the OOM killer
        "comm": "16s",
    }
)

OOM_LAYOUT = Layout(
    {
        "kind": "I",
        "victim": "I",
        "sequence": "Q",
        "boottime": "Q",
        "monotonic": "Q",
        "thread_tid": "I",
        "thread_tgid": "I",
    }
)
