"""A record of the eBPF programs as an event."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, Callable

from dropexec.watch.bpf import layout
from dropexec.watch.bpf.layout import EXIT_LAYOUT, OOM_LAYOUT, SIGNAL_LAYOUT
from dropexec.watch.event import Ancestor, End, Sender, Signal, Target
from dropexec.watch.origin import PROCESS, SI_KERNEL, Circumstances, addressed_thread, origin
from dropexec.watch.terminal import tty_name
from dropexec.watch.unit import unit_of

_SIGINFO = {layout.NO_SIGINFO: "none", layout.PRIVILEGED: "privileged", layout.SIGINFO: "real"}
_UNSET = 0xFFFFFFFF
_ORDER = sys.byteorder
_SENDER = slice(SIGNAL_LAYOUT.offset("sender_tid"), SIGNAL_LAYOUT.offset("sequence_again"))

Processes = Callable[[Sender, int], Sender]
"""Completes a sender, who started at that time, where it still runs."""


def text(raw: bytes) -> str:
    """Return what precedes the first NUL."""
    return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")


@lru_cache(maxsize=256)
def path_of(names: bytes, length: int, most: int) -> str | None:
    """Return the path whose names are stored leaf first; ``…`` stands for directories that had no room."""
    kept = names[:length].split(b"\0")[:-1]
    parts = [part.decode("utf-8", "surrogateescape") for part in kept if part not in (b"", b"/")]
    if parts and parts[0].startswith("memfd:"):
        return parts[0]  # memfd_create(2): a file in no directory
    if not kept:
        return None
    cut = length >= layout.NAMES_LIMIT or len(kept) >= most
    return ("…/" if cut else "/") + "/".join(reversed(parts))


def arguments(argv: bytes, kept: int, length: int) -> tuple[str, ...] | None:
    """Return the words of a command line; one that was cut short ends in ``…``. None where there is none."""
    if not kept:
        return None
    words = argv[:kept].split(b"\0")
    if words[-1] == b"":
        words.pop()
    found = [word.decode("utf-8", "surrogateescape") for word in words]
    if length > kept:
        found[-1] += "…"
    return tuple(found)


def _ancestors(raw: bytes) -> tuple[tuple[Ancestor, ...], tuple[int, ...]]:
    found, starts = [], []
    for pid, comm, start in layout.ANCESTOR.iter_unpack(raw):
        if pid == 0:
            break
        found.append(Ancestor(pid, text(comm)))
        starts.append(start)
    return tuple(found), tuple(starts)


@lru_cache(maxsize=256)
def _sender(piece: bytes) -> tuple[Sender, int, tuple[int, ...]]:
    """Return the sender of a record from that part of it which is the sender's alone: floods repeat it."""
    values: dict[str, Any] = SIGNAL_LAYOUT.unpack(bytes(_SENDER.start) + piece + bytes(8))
    cgroup = path_of(values["cgroup"], values["cgroup_length"], layout.CGROUP_NAMES)
    ancestors, starts = _ancestors(values["ancestors"])
    sender = Sender(
        pid=values["sender_tgid"],
        tid=values["sender_tid"],
        uid=values["sender_uid"],
        loginuid=None if values["login_uid"] == _UNSET else values["login_uid"],
        session=None if values["session"] == _UNSET else values["session"],
        tty=tty_name(text(values["tty"])),
        comm=text(values["sender_comm"]),
        executable=path_of(values["executable"], values["executable_length"], layout.PATH_NAMES),
        argv=arguments(values["argv"], values["argv_kept"], values["argv_length"]),
        ancestors=ancestors,
        cgroup=cgroup,
        unit=unit_of(cgroup),
    )
    return sender, values["sender_start"], starts


def kind(record: bytes) -> int:
    """Return what a record is about: layout.SIGNAL, EXIT or OOM."""
    return int.from_bytes(record[:4], _ORDER)


def signal_event(record: bytes) -> tuple[Signal, int]:
    """Return a signal, with its sender even where it is innocent, and when the sender had started."""
    values: dict[str, Any] = SIGNAL_LAYOUT.unpack(record)
    sender, start, ancestor_starts = _sender(record[_SENDER])
    siginfo = _SIGINFO.get(values["siginfo"])
    how = Circumstances(
        number=values["signal"],
        code=SI_KERNEL if siginfo == "privileged" else values["code"],
        siginfo=siginfo,
        group=bool(values["group"]),
        itself=sender.tid == values["target_tid"],
        exiting=bool(values["sender_flags"] & layout.PF_EXITING),
        kernel_thread=bool(values["sender_flags"] & layout.PF_KTHREAD),
        from_call=siginfo == "real" and values["stack_distance"] == 0,
    )
    target = Target(values["target_tgid"], values["target_tid"], text(values["target_comm"]))
    where = origin(how)
    event = Signal(
        boottime=values["boottime"],
        monotonic=values["monotonic"],
        number=how.number,
        code=how.code,
        origin=where,
        sender=sender,
        target=target,
        addressed_thread=where == PROCESS and addressed_thread(how, target.pid, target.tid),
        result=values["result"],
        process=text(values["target_process"]),
        start=values["target_start"],
        cgroup=path_of(values["target_cgroup"], values["target_cgroup_length"], layout.CGROUP_NAMES),
        ancestor_starts=ancestor_starts,
    )
    return event, start


def end_event(record: bytes) -> End:
    """Return the end of a process."""
    values: dict[str, Any] = EXIT_LAYOUT.unpack(record)
    number, status = End.from_wait_status(values["status"])
    return End(
        boottime=values["boottime"],
        monotonic=values["monotonic"],
        pid=values["tgid"],
        start=values["start"],
        comm=text(values["comm"]),
        parent=values["parent"],
        signal=number,
        status=status,
        oom=bool(values["oom"]),
    )


def oom_thread(record: bytes) -> tuple[int, int]:
    """Return the thread in which the OOM killer ran, and its victim."""
    values: dict[str, Any] = OOM_LAYOUT.unpack(record)
    return values["thread_tid"], values["victim"]


def monotonic(record: bytes) -> int:
    """Return when an OOM record was written."""
    return int(OOM_LAYOUT.unpack(record)["monotonic"])
