from __future__ import annotations

import os
import pty
import time

import pytest

from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.output import Output


def printed(text: bytes) -> Output:
    heard, told = os.pipe()
    os.set_blocking(heard, False)
    os.write(told, text)
    os.close(told)
    loop, log = Loop(), Log()
    output = Output(loop, log)
    output.attend("stderr", heard)
    output.drain()
    output.drain()
    os.close(heard)
    said = "".join(event["text"] for event in log.events(0.0))
    assert said == output.text
    return output


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (b"Password: ", True),
        (b"[sudo] password for root: ", True),
        (b"notice\r\nPasscode:", True),
        (b"Enter PASSPHRASE: ", True),
        (b"Password: \nsu: Authentication failure\n", False),
        (b"password changed\n", False),
        (b"progress: ", False),
        (b"", False),
    ],
)
def test_a_prompt_is_a_last_line_that_asks(text: bytes, asks: bool) -> None:
    assert printed(text).asks() is asks


def test_bytes_that_are_no_text_are_kept_as_well_as_can_be() -> None:
    assert printed(b"\xff ok").text == "\ufffd ok"


def test_a_terminal_that_everyone_has_closed_is_the_end_of_the_stream() -> None:
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    loop = Loop()
    output = Output(loop, Log())
    output.attend("tty", master)
    os.write(slave, b"bye\n")
    os.close(slave)
    loop.run(lambda: not output._open, time.monotonic() + 10)
    assert output.text == "bye\r\n"
    os.close(master)
