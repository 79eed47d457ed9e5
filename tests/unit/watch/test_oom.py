"""The OOM killer's SIGKILL and mark_victim, which follows it, in the same thread."""

from __future__ import annotations

from dropexec.watch.event import Signal
from dropexec.watch.oom import OomJoin
from tests.unit.watch.story import SENDER, ended, sent

LATER = 10**12
KILL = sent(9, origin="kernel", code=128, monotonic=1000)
TERM = sent(15, monotonic=1001)


def test_a_kill_is_the_oom_killers_when_its_thread_marks_a_victim() -> None:
    join = OomJoin()
    join.add(KILL)
    join.add(TERM)
    assert list(join.ready(1002)) == []
    join.mark(SENDER.tid, 1003)
    assert list(join.ready(1004)) == [KILL._replace(origin="oom"), TERM]
    assert not join


def test_a_kill_without_a_victim_is_the_kernels_after_a_while() -> None:
    join = OomJoin()
    join.add(KILL)
    join.mark(SENDER.tid + 1, 1003)
    assert list(join.ready(1004)) == []
    assert join
    assert list(join.ready(LATER)) == [KILL]


def test_a_process_that_shares_the_victims_memory_is_the_oom_killers_too() -> None:
    join = OomJoin()
    join.add(KILL)
    join.mark(SENDER.tid, 1003)
    join.add(KILL._replace(monotonic=1004))
    assert [one.origin for one in join.ready(1005) if isinstance(one, Signal)] == ["oom", "oom"]


def test_the_end_of_the_victim_says_so_too() -> None:
    join = OomJoin()
    join.add(KILL)
    join.add(ended(signal=9, oom=True))
    assert list(join.ready(1004)) == [KILL._replace(origin="oom"), ended(signal=9, oom=True)]


def test_nothing_else_waits() -> None:
    join = OomJoin()
    for one in (TERM, sent(9), ended(status=0)):
        join.add(one)
    assert list(join.ready(0)) == [TERM, sent(9), ended(status=0)]
