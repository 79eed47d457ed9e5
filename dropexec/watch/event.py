"""What an engine reports: a signal that was sent, a process that ended."""

from __future__ import annotations

import re
import signal
from typing import NamedTuple


class Ancestor(NamedTuple):
    """A process above the sender."""

    pid: int
    comm: str


class Sender(NamedTuple):
    """Who called kill(2) or one of its like, as it was in that call.

    Text is the sender's own choice and holds any character; bytes that are not UTF-8 are lone surrogates
    (PEP 383). What was not caught is None: ``argv`` where the pages were not in memory, and with tracefs all
    that only /proc has, of a sender that had ended by then.
    """

    pid: int
    tid: int
    uid: int | None
    loginuid: int | None
    session: int | None
    tty: str | None
    comm: str
    executable: str | None
    argv: tuple[str, ...] | None
    ancestors: tuple[Ancestor, ...]
    cgroup: str | None
    unit: str | None


class Target(NamedTuple):
    """The thread that was addressed; ``pid`` is its process, ``comm`` its own name."""

    pid: int
    tid: int
    comm: str


class Signal(NamedTuple):
    """A signal that was generated; signal_generate of the kernel.

    Times are nanoseconds. ``sender`` is None where nobody sent it (``origin`` is not "process"). ``process``
    is the name of the target's process, ``start`` its start on CLOCK_BOOTTIME, ``cgroup`` its control group.
    ``result`` is 0 where the signal was delivered, else as enum in include/trace/events/signal.h.
    """

    boottime: int
    monotonic: int
    number: int
    code: int
    origin: str
    sender: Sender | None
    target: Target
    addressed_thread: bool
    result: int
    process: str
    start: int
    cgroup: str | None
    ancestor_starts: tuple[int, ...] = ()


class End(NamedTuple):
    """A process that ended, by `signal` (a number) or with `status`, the other one being None.

    Both are None where the engine cannot tell. ``oom`` is whether the OOM killer chose it.
    """

    boottime: int
    monotonic: int
    pid: int
    start: int
    comm: str
    parent: int
    signal: int | None
    status: int | None
    oom: bool

    @classmethod
    def from_wait_status(cls, status: int) -> tuple[int | None, int | None]:
        """Return signal and status of a wait status (wait(2))."""
        number = status & 0x7F
        return (number, None) if number else (None, status >> 8 & 0xFF)


DELIVERED, IGNORED, PENDING = 0, 1, 2
"""Results: TRACE_SIGNAL_DELIVERED, _IGNORED, _ALREADY_PENDING."""


_NAMES = {int(one): one.name.removeprefix("SIG") for one in signal.Signals}
# The C library's own two; signal(7), nptl(7).
_NAMES.update({32: "32", 33: "33", int(signal.SIGRTMIN): "RTMIN", int(signal.SIGRTMAX): "RTMAX"})


def signal_name(number: int) -> str:
    """Return a signal's name without SIG: ``TERM``, ``RTMIN+3``, ``RTMAX-1``, as kill(1) has them."""
    if number in _NAMES:
        return _NAMES[number]
    first, last = int(signal.SIGRTMIN), int(signal.SIGRTMAX)
    if first < number <= (first + last) // 2:
        return f"RTMIN+{number - first}"
    if first < number < last:
        return f"RTMAX-{last - number}"
    return str(number)


_NUMBERS = {signal_name(number): number for number in range(1, int(signal.SIGRTMAX) + 1)}
_NUMBERS.update({"IOT": int(signal.SIGABRT), "POLL": int(signal.SIGIO), "CLD": int(signal.SIGCHLD)})

_SHORT_NUMBER = re.compile(r"[0-9]{1,4}")


def signal_number(name: str) -> int | None:
    """Return the number of ``TERM``, ``SIGTERM``, ``term``, ``15``, ``RTMIN+3``; None where there is none."""
    word = name.upper().removeprefix("SIG")
    if word in _NUMBERS:
        return _NUMBERS[word]
    for front, first, sign in (("RTMIN+", signal.SIGRTMIN, 1), ("RTMAX-", signal.SIGRTMAX, -1)):
        rest = word.removeprefix(front)
        if rest != word and _SHORT_NUMBER.fullmatch(rest):
            word = str(int(first) + sign * int(rest))
    if _SHORT_NUMBER.fullmatch(word) and 1 <= int(word) <= int(signal.SIGRTMAX):
        return int(word)
    return None
