from __future__ import annotations

import pytest

from dropexec.watch.ending import Deeds
from dropexec.watch.event import End, Signal
from tests.unit.watch.story import SENDER, ended, sent

ALL = (1 << 64) - 1
KERNEL = sent(11, origin="kernel", code=1, sender=None)


@pytest.mark.parametrize(
    ("signals", "end", "expected"),
    [
        ([sent(15)], ended(signal=15), (SENDER, "")),
        ([sent(15), sent(9, sender=SENDER._replace(pid=7))], ended(signal=9), (SENDER._replace(pid=7), "")),
        ([sent(15)], ended(status=143), (SENDER, " after TERM")),
        ([sent(15)], ended(status=0), (None, "")),
        ([sent(15)], ended(status=1), (None, ", TERM having been the last signal")),
        ([], ended(status=3), (None, "")),
        ([], ended(status=143), (None, "")),
        ([KERNEL], ended(signal=11), (None, "; no sender: the kernel sent it, for a fault of its own")),
        (
            [sent(14, origin="timer", code=128, sender=None)],
            ended(signal=14),
            (None, "; no sender: a timer expired"),
        ),
        (
            [sent(2, origin="terminal", code=128, sender=None)],
            ended(status=130),
            (None, " after INT; no sender: the terminal sent it"),
        ),
        (
            [sent(9, origin="oom", code=128, sender=None)],
            ended(signal=9),
            (None, "; no sender: the kernel's OOM killer chose it"),
        ),
        ([], ended(signal=9, oom=True), (None, "; no sender: the kernel's OOM killer chose it")),
        (
            [],
            ended(signal=9),
            (None, "; no sender: no signal was generated, the kernel ended it by itself (seccomp does so)"),
        ),
        (
            [sent(15, pid=1)],
            ended(signal=15),
            (None, "; no sender: no signal was generated that the kernel showed"),
        ),
    ],
)
def test_an_end_is_put_down_to_the_signal_that_brought_it(
    signals: list[Signal], end: End, expected: tuple[object, str]
) -> None:
    deeds = Deeds(ALL)
    for one in signals:
        deeds.add(one)
    assert deeds.account(end) == expected


def test_a_signal_that_was_ignored_or_pending_already_did_nothing() -> None:
    deeds = Deeds(ALL)
    deeds.add(sent(15))
    deeds.add(sent(15, sender=SENDER._replace(pid=7), result=1))
    deeds.add(sent(15, sender=SENDER._replace(pid=8), result=2))
    assert deeds.account(ended(signal=15)) == (SENDER, "")


def test_a_signal_that_was_not_watched_has_an_unknown_sender() -> None:
    assert Deeds(1).account(ended(signal=15)) == (
        None,
        "; the sender is unknown: TERM is not among the signals that are watched",
    )


def test_a_number_that_is_used_again_has_no_past() -> None:
    deeds = Deeds(ALL)
    deeds.add(sent(15))
    deeds.forget(4242)
    by, _ = deeds.account(ended(signal=15))
    assert by is None
