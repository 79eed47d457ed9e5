"""The ways of sending a signal (send.py) and what each looks like."""

from __future__ import annotations

from typing import NamedTuple


class Way(NamedTuple):
    """How a way of sending looks: si_code, whether a thread is the target, and as of a stale PID file."""

    name: str
    code: int
    thread: bool
    stale: bool


WAYS = (
    Way("kill", 0, False, False),
    Way("kill-thread", 0, True, True),
    Way("kill-group", 0, False, False),
    Way("tkill", -6, True, False),
    Way("tgkill", -6, True, False),
    Way("sigqueue", -1, False, False),
    Way("sigqueue-thread", -1, True, True),
    Way("tgsigqueue", -1, True, False),
    Way("pidfd", 0, False, False),
    Way("pidfd-thread", -6, True, False),
)
