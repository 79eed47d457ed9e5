from __future__ import annotations

import os
import pty
import termios
import time

import pytest

from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.output import KEPT, Output


def printed(text: bytes) -> Output:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.write(writing, text)
    os.close(writing)
    loop, log = Loop(), Log()
    output = Output(loop, log)
    output.read_from("stderr", reading)
    output.drain()
    output.drain()
    os.close(reading)
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
        (b"Passwort: ", False),
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
    output.read_from("tty", master)
    os.write(slave, b"bye\n")
    os.close(slave)
    loop.run(lambda: not output._open, time.monotonic() + 10)
    assert output.text == "bye\r\n"
    os.close(master)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (b"Passwort: ", True),
        (b"Mot de passe :", True),
        ("パスワード：".encode(), True),
        (b"done:\n", False),
        (b"", False),
    ],
)
def test_an_unfinished_line_that_ends_with_a_colon_seems_to_ask(text: bytes, asks: bool) -> None:
    assert printed(text).seems_to_ask() is asks


def test_a_terminal_without_echo_asks_in_whatever_language() -> None:
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    output = Output(Loop(), Log())
    output.read_from("tty", master)
    assert not output.asks()
    attributes = termios.tcgetattr(slave)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    assert output.asks()
    # sudo with use_pty relays single characters to a terminal of its own.
    attributes[3] &= ~termios.ICANON
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    assert not output.asks()
    os.close(slave)
    os.close(master)


def test_of_a_flood_only_the_beginning_is_kept_and_the_rest_counted() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    loop, log = Loop(), Log()
    output = Output(loop, log)
    output.read_from("stdout", reading)
    written = 0
    for _ in range(64):
        written += os.write(writing, b"x" * 65536)
        output.drain()
    os.close(writing)
    os.close(reading)
    assert output.text == "x" * KEPT
    assert output.omitted == written - KEPT
    assert sum(len(event["text"]) for event in log.events(0.0)) == KEPT
