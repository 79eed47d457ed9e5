"""A witness names itself; who cannot is nobody."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from dropexec.probe.loop import Loop
from dropexec.probe.witness_socket import Message, Witness, WitnessSocket, parse


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"T0 ready 12.5 role=target", Message("T0", "ready", 12.5, {"role": "target"})),
        (b"T0-17 leaving 0.1 status=0 ", Message("T0-17", "leaving", 0.1, {"status": "0"})),
        (b"T0 marker 3", Message("T0", "marker", 3.0, {})),
        (b"T1 ready 12.5 role=target", None),
        (b"T0 ready soon role=target", None),
        (b"T0 ready 1.0 role", None),
        (b"T0 ready", None),
        (b"", None),
        (b"\xff\xfe", None),
    ],
)
def test_a_line_is_a_token_a_word_a_time_and_values(line: bytes, said: Message | None) -> None:
    assert parse(line, "T0") == said


def test_the_caller_is_known_by_the_kernel_and_heard_to_the_end(tmp_path: Path) -> None:
    heard: list[tuple[int, str, str]] = []
    loop = Loop()

    def hear(witness: Witness, message: Message) -> None:
        heard.append((witness.pid, message.word, message.values.get("role", "")))

    witnesses = WitnessSocket(str(tmp_path / "s"), os.getuid(), "T0", loop, hear)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as caller:
        caller.connect(str(tmp_path / "s"))
        for line in (b"T0 ready 1.0 role=target", b"T9 ready 1.0 role=thief", b"T0 marker 2.0"):
            caller.send(line)
    assert loop.run(lambda: len(heard) == 2, time.monotonic() + 10)
    witnesses.drain()
    witnesses.close()
    assert heard == [(os.getpid(), "ready", "target"), (os.getpid(), "marker", "")]


def test_another_users_call_is_not_taken(tmp_path: Path) -> None:
    loop = Loop()
    witnesses = WitnessSocket(str(tmp_path / "s"), os.getuid(), "T0", loop, lambda *_: None)
    witnesses._uid = os.getuid() + 1
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as caller:
        caller.connect(str(tmp_path / "s"))
        caller.settimeout(10)
        hung_up: list[bytes] = []
        loop.watch(caller.fileno(), lambda: hung_up.append(caller.recv(1)))
        assert loop.run(lambda: hung_up == [b""], time.monotonic() + 10)
        loop.forget(caller.fileno())
    assert witnesses.witnesses == []
    witnesses.close()
