"""A witness is a descendant of the observer with the target's uid; nobody else is heard."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dropexec.probe import witness_socket
from dropexec.probe.loop import Loop
from dropexec.probe.message import Message
from dropexec.probe.witness_socket import Refusal, Witness, WitnessSocket


def _child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


def _call(path: Path, *datagrams: bytes) -> Callable[[], None]:
    def work() -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as caller:
            caller.settimeout(10)
            caller.connect(str(path))
            for datagram in datagrams:
                caller.send(datagram)
            caller.recv(1)

    return work


def test_a_descendant_is_known_by_the_kernel_and_heard_to_the_end(tmp_path: Path) -> None:
    heard: list[tuple[int, str]] = []
    loop = Loop()

    def on_message(witness: Witness, message: Message) -> None:
        heard.append((witness.pid, message.word))

    witnesses = WitnessSocket(str(tmp_path / "s"), os.getuid(), "T0", loop, on_message)
    now = f"{time.monotonic():.6f}".encode()
    ready = b"T0 ready " + now + b" role=target ignored= blocked="
    pid = _child(_call(tmp_path / "s", ready, b"T0 marker " + now))
    assert loop.run(lambda: len(heard) == 2, time.monotonic() + 10)
    witnesses.drain()
    witnesses.close()
    os.waitpid(pid, 0)
    assert heard == [(pid, "ready"), (pid, "marker")]


@pytest.mark.parametrize("datagram", [b"T9 marker 1.0", b"T0 marker 1.0", b"T0 marker 9999999999.0", b"T0"])
def test_who_says_what_cannot_be_is_hung_up_on(tmp_path: Path, datagram: bytes) -> None:
    heard: list[str] = []
    loop = Loop()
    witnesses = WitnessSocket(
        str(tmp_path / "s"), os.getuid(), "T0", loop, lambda _, message: heard.append(message.word)
    )
    pid = _child(_call(tmp_path / "s", datagram))
    ended: list[int] = []

    def gone() -> bool:
        ended.extend(os.waitpid(pid, os.WNOHANG)[:1])
        return pid in ended

    assert loop.run(gone, time.monotonic() + 10, every=0.01)
    witnesses.close()
    assert heard == []


def _refused(tmp_path: Path, uid: int) -> list[Refusal]:
    loop = Loop()
    witnesses = WitnessSocket(str(tmp_path / "s"), uid, "T0", loop, lambda *_: None)
    pid = _child(_call(tmp_path / "s", b"T0 marker 1.0"))
    assert loop.run(lambda: bool(witnesses.refused), time.monotonic() + 10)
    os.waitpid(pid, 0)
    assert witnesses.witnesses == []
    witnesses.close()
    return witnesses.refused


def test_another_users_process_is_refused_and_remembered(tmp_path: Path) -> None:
    (refusal,) = _refused(tmp_path, os.getuid() + 1)
    assert (refusal.uid, refusal.below) == (os.getuid(), True)


def test_a_process_that_is_no_descendant_is_refused_whatever_it_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The callers of this test are its children; that one is not is said by the function that looks.
    monkeypatch.setattr(witness_socket, "descends", lambda *_: False)
    (refusal,) = _refused(tmp_path, os.getuid())
    assert (refusal.uid, refusal.below) == (os.getuid(), False)
