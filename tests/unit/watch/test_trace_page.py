"""Pages of the trace's ring buffer and the formats of its events."""

from __future__ import annotations

import struct

import pytest

from dropexec.watch.selection import ORDINARY, Selection, bits
from dropexec.watch.tracefs.engine import condition, events
from dropexec.watch.tracefs.fields import Format, number_of
from dropexec.watch.tracefs.page import Page, parse

FORMAT = """name: signal_generate
ID: 318
format:
\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

\tfield:int sig;\toffset:8;\tsize:4;\tsigned:1;
\tfield:int code;\toffset:12;\tsize:4;\tsigned:1;
\tfield:char comm[16];\toffset:16;\tsize:16;\tsigned:0;
\tfield:__data_loc char[] filename;\toffset:32;\tsize:4;\tsigned:0;

print fmt: "sig=%d", REC->sig
"""


def page(time: int, body: bytes, flags: int = 0, stored: int | None = None) -> bytes:
    tail = b"" if stored is None else struct.pack("=Q", stored)
    return (struct.pack("=QQ", time, len(body) | flags) + body + tail).ljust(4096, b"\0")


def event(delta: int, data: bytes) -> bytes:
    assert len(data) % 4 == 0
    return struct.pack("=I", delta << 5 | len(data) // 4) + data


def test_events_have_the_time_of_the_page_and_all_that_has_passed_since() -> None:
    body = event(5, b"one.") + event(7, b"two.four")
    assert parse(page(1000, body)) == Page([(1005, b"one."), (1012, b"two.four")], 0)


def test_a_long_time_between_two_events_has_a_word_of_its_own() -> None:
    extend = struct.pack("=II", 3 << 5 | 30, 2)
    assert parse(page(1000, extend + event(1, b"one."))) == Page([(1000 + (2 << 27) + 3 + 1, b"one.")], 0)


def test_an_absolute_time_replaces_what_was() -> None:
    stamp = struct.pack("=II", 9 << 5 | 31, 1)
    assert parse(page(1000, stamp + event(0, b"one."))) == Page([((1 << 27) + 9, b"one.")], 0)


def test_an_event_that_is_too_long_for_its_type_has_its_length_in_front() -> None:
    data = b"x" * 200
    body = struct.pack("=II", 4 << 5, len(data) + 4) + data
    assert parse(page(1000, body)) == Page([(1004, data)], 0)


def test_discarded_events_are_left_out_and_their_time_counts() -> None:
    padding = struct.pack("=II", 6 << 5 | 29, 12) + b"gone" * 2
    assert parse(page(1000, padding + event(1, b"one."))) == Page([(1007, b"one.")], 0)


def test_what_follows_the_end_of_the_data_is_not_read() -> None:
    body = event(1, b"one.") + struct.pack("=I", 29)
    assert parse(page(1000, body) + b"rest") == Page([(1001, b"one.")], 0)


@pytest.mark.parametrize(
    ("flags", "stored", "lost"), [(1 << 31, None, 1), (1 << 31 | 1 << 30, 4212, 4212), (0, None, 0)]
)
def test_lost_events_are_counted_by_the_kernel(flags: int, stored: int | None, lost: int) -> None:
    assert parse(page(1000, event(1, b"one."), flags, stored)) == Page([(1001, b"one.")], lost)


@pytest.mark.parametrize("size", [0, 8, 15])
def test_a_page_that_is_cut_short_is_empty(size: int) -> None:
    assert parse(b"\0" * size) == Page([], 0)


def test_an_event_that_reaches_beyond_the_page_is_left_out() -> None:
    whole = page(1000, event(1, b"one.") + event(1, b"two."))
    assert parse(whole[: 16 + 8 + 6]) == Page([(1001, b"one.")], 0)


def test_a_format_tells_where_the_fields_are() -> None:
    found = Format("signal_generate", FORMAT)
    name = b"/bin/ki\xffll\0"
    record = struct.pack("=HBBiii16s", 318, 0, 0, 4300, 15, -6, b"odd) \nname\0rest")
    record += struct.pack("=I", len(name) << 16 | len(record) + 4) + name
    assert (found.number, number_of(record)) == (318, 318)
    assert found.values(record) == {
        "common_type": 318,
        "common_flags": 0,
        "common_pid": 4300,
        "sig": 15,
        "code": -6,
        "comm": "odd) \nname",
        "filename": "/bin/ki\udcffll",
    }


def test_a_format_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^the format of x has no number$"):
        Format("x", "name: x\n")


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (1 << 14, "sig == 15"),
        (1 << 14 | 1 << 8, "sig == 9 || sig == 15"),
        ((1 << 64) - 1 & ~(1 << 16), "sig != 17"),
    ],
)
def test_the_kernels_filter_names_the_fewer_signals(signals: int, expected: str) -> None:
    assert condition(signals) == expected


def test_no_filter_is_longer_than_the_kernel_takes() -> None:
    assert max(len(condition((1 << count) - 1)) for count in range(1, 65)) < 4096


def test_no_event_of_every_system_call_is_asked_for() -> None:
    """Each costs every process of the machine 13 % of its cheapest call (Linux 6.18)."""
    wanted = events(Selection(bits(ORDINARY)))
    assert {event.partition("/")[0] for event in wanted} == {"sched", "oom", "signal"}
