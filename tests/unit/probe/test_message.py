from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.probe.message import Message, parse

READY = {"role": "target", "ignored": [1, 15], "blocked": []}


@pytest.mark.parametrize(
    ("datagram", "message"),
    [
        (b"T0 ready 12.5 role=target ignored=1,15 blocked=", Message("T0", "ready", 12.5, READY)),
        (b"T0-17 leaving 0.1 status=0 ", Message("T0-17", "leaving", 0.1, {"status": 0})),
        (b"T0 marker 3", Message("T0", "marker", 3.0, {})),
        (
            b"T0 received 3 signal=15 code=-6 sender=0",
            Message("T0", "received", 3.0, {"signal": 15, "code": -6, "sender": 0}),
        ),
    ],
)
def test_a_message_is_a_token_a_word_a_time_and_values(datagram: bytes, message: Message) -> None:
    assert parse(datagram, "T0") == message


@pytest.mark.parametrize(
    "datagram",
    [
        b"T1 marker 12.5",
        b"T01 marker 12.5",
        b"T0 ready 12.5 role=target",
        b"T0 ready 12.5 role=observer ignored= blocked=",
        b"T0 ready 12.5 role=target ignored=65 blocked=",
        b"T0 ready 12.5 role=target ignored= blocked= pid=1",
        b"T0 received 3 signal=0 code=0 sender=1",
        b"T0 received 3 signal=15 code=0 sender=-1",
        b"T0 leaving 1 status=256",
        b"T0 leaving 1 status=",
        b"T0 marker soon",
        b"T0 marker nan",
        b"T0 marker inf",
        b"T0 shout 1",
        b"T0 marker",
        b"T0",
        b"",
        b"\xff\xfe",
    ],
)
def test_what_breaks_the_form_is_no_message(datagram: bytes) -> None:
    assert parse(datagram, "T0") is None


@given(st.binary(max_size=64).map(lambda tail: b"T0 ready 1.0 role=target " + tail) | st.binary(max_size=64))
def test_no_datagram_does_more_than_be_a_message_or_none(datagram: bytes) -> None:
    message = parse(datagram, "T0")
    assert message is None or message.token.startswith("T0")
