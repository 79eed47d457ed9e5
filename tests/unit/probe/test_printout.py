from __future__ import annotations

import os
import pty
import time

import pytest

from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.printout import Printout


def printed(text: bytes) -> Printout:
    heard, told = os.pipe()
    os.set_blocking(heard, False)
    os.write(told, text)
    os.close(told)
    loop, log = Loop(), Log()
    printout = Printout(loop, log)
    printout.attend("stderr", heard)
    printout.drain()
    printout.drain()
    os.close(heard)
    said = "".join(event["text"] for event in log.events(0.0))
    assert said == printout.text
    return printout


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
    printout = Printout(loop, Log())
    printout.attend("tty", master)
    os.write(slave, b"bye\n")
    os.close(slave)
    loop.run(lambda: not printout._open, time.monotonic() + 10)
    assert printout.text == "bye\r\n"
    os.close(master)
