from __future__ import annotations

import os
import time

from dropexec.probe.loop import Loop


def test_what_is_readable_is_served_until_the_condition_holds() -> None:
    heard, told = os.pipe()
    loop, read = Loop(), bytearray()
    loop.watch(heard, lambda: read.extend(os.read(heard, 1)))
    os.write(told, b"abc")
    assert loop.run(lambda: len(read) == 2, time.monotonic() + 10)
    assert read == b"ab"
    os.close(heard)
    os.close(told)


def test_a_deadline_ends_the_wait_and_one_in_the_past_at_once() -> None:
    loop = Loop()
    assert not loop.run(lambda: False, time.monotonic() + 0.01)
    assert not loop.run(lambda: False, 0.0)
    assert loop.run(lambda: True, 0.0)


def test_what_is_forgotten_is_not_served() -> None:
    heard, told = os.pipe()
    loop = Loop()
    loop.watch(heard, lambda: loop.forget(heard))
    os.close(told)
    assert not loop.run(lambda: False, time.monotonic() + 0.05)
    os.close(heard)
