from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.watch.event import End, signal_name, signal_number
from dropexec.watch.selection import ENDING, ORDINARY, bits


@given(st.integers(1, int(signal.SIGRTMAX)))
def test_a_signals_name_gives_its_number_back(number: int) -> None:
    assert signal_number(signal_name(number)) == number


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("TERM", 15),
        ("SIGTERM", 15),
        ("term", 15),
        ("15", 15),
        ("RTMIN", 34),
        ("RTMIN+1", 35),
        ("RTMAX-1", 63),
        ("IOT", 6),
        ("0", None),
        ("65", None),
        ("-1", None),
        ("RTMIN+31", None),
        ("1" * 5000, None),
        ("RTMIN+" + "1" * 5000, None),
        ("TERMX", None),
        ("", None),
        ("١٥", None),
    ],
)
def test_a_signal_is_named_as_kill_names_it(word: str, expected: int | None) -> None:
    assert signal_number(word) == expected


@pytest.mark.parametrize(
    ("status", "expected"), [(0, (None, 0)), (0x8F00, (None, 143)), (15, (15, None)), (0x8B, (11, None))]
)
def test_a_wait_status_is_a_signal_or_a_status(status: int, expected: tuple[int | None, int | None]) -> None:
    assert End.from_wait_status(status) == expected


def test_the_ordinary_signals_are_all_but_those_that_are_ignored_by_default() -> None:
    left_out = set(range(1, 65)) - set(ORDINARY)
    assert left_out == {signal.SIGCHLD, signal.SIGURG, signal.SIGWINCH, 32, 33}
    assert set(ENDING) < set(ORDINARY)
    assert {signal.SIGTERM, signal.SIGKILL, signal.SIGHUP, signal.SIGINT} < set(ENDING)
    assert not {signal.SIGPIPE, signal.SIGALRM, signal.SIGPROF, signal.SIGRTMIN} & set(ENDING)


def test_a_signals_bit_is_its_number_less_one() -> None:
    assert bits((1, 15, 64, 15)) == 1 | 1 << 14 | 1 << 63
