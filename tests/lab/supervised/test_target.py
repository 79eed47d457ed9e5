"""The target by itself: what the other tests of this folder rely on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.launcher import compiled
from tests.lab.supervised.log import Log

SECONDS = 30.0


@pytest.fixture(scope="module")
def target(world: Path) -> Path:
    source = Path(__file__).with_name("target.c").read_text(encoding="utf-8")
    made = compiled(source, world / "target")
    if made is None:
        pytest.skip("needs gcc")
    return made


@contextmanager
def started(
    target: Path,
    log: Path,
    *arguments: str,
    environment: dict[str, str] | None = None,
    fds: Sequence[int] = (),
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [str(target), str(log), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment or {},
        pass_fds=fds,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_says_who_it_is_and_what_happens_to_it(target: Path, tmp_path: Path) -> None:
    with Log(tmp_path / "log") as log:
        with started(target, tmp_path / "log", "--stop-seconds", "0", "--exit-status", "5") as process:
            ready = log.ready(0, SECONDS)
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGTERM)
            output, errors = process.communicate(timeout=SECONDS)
        assert (ready.pid, ready.ppid, ready.uid, ready.gid, ready.rest) == (
            *(process.pid, os.getpid(), os.getuid(), os.getgid()),
            "",
        )
        assert ready.groups == set(os.getgroups())
        assert output == errors == f"hello from {process.pid}\n"
        assert (log.runs(), process.returncode) == ([["hup", "term", "stopped"]], 5)


@pytest.mark.parametrize(("number", "end"), [(signal.SIGUSR1, 7), (signal.SIGUSR2, -signal.SIGSEGV)])
def test_it_ends_on_request_as_a_service_does_that_is_broken(
    target: Path, tmp_path: Path, number: signal.Signals, end: int
) -> None:
    with Log(tmp_path / "log") as log:
        with started(target, tmp_path / "log") as process:
            log.ready(0, SECONDS)
            process.send_signal(number)
            assert process.wait(SECONDS) == end
        assert log.runs() == [[]]


def test_it_speaks_with_a_manager_that_listens(target: Path, tmp_path: Path) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(SECONDS)
    environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
    with manager, Log(tmp_path / "log") as log:
        with started(target, tmp_path / "log", "--stop-seconds", "0", environment=environment) as process:
            assert log.ready(0, SECONDS).rest == "watchdog_usec=200000 notify=yes"
            assert manager.recv(99) == b"READY=1"
            assert [manager.recv(99) for _ in range(2)] == [b"WATCHDOG=1"] * 2
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGTERM)
            said = [manager.recv(99)]
            while said[-1] != b"STOPPING=1":
                said.append(manager.recv(99))
            assert process.wait(SECONDS) == 0
        states = [state for state in said if state != b"WATCHDOG=1"]
        reloading, monotonic, since = states.pop(0).partition(b"\nMONOTONIC_USEC=")
        assert (reloading, monotonic, since.isdigit()) == (b"RELOADING=1", b"\nMONOTONIC_USEC=", True)
        assert states == [b"READY=1", b"STOPPING=1"]


def test_it_tells_its_readiness_to_a_descriptor(target: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    arguments = ("--notify-fd", str(writing))
    with (
        Log(tmp_path / "log"),
        open(reading, "rb") as told,
        started(target, tmp_path / "log", *arguments, fds=[writing]),
    ):
        os.close(writing)
        assert told.read() == b"\n"


def test_it_answers_on_a_socket_that_is_meant_for_it(target: Path, tmp_path: Path) -> None:
    # sd_listen_fds(3): descriptor 3, and the PID of the process itself, which a shell knows before it execs.
    argv = ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$1"', str(target), str(tmp_path / "log")]
    with socket.create_server(("127.0.0.1", 0)) as listener, Log(tmp_path / "log") as log:
        passed = [(os.POSIX_SPAWN_DUP2, listener.fileno(), 3)]
        pid = os.posix_spawn("/bin/sh", argv, {}, file_actions=passed)
        try:
            assert log.ready(0, SECONDS).rest == "listen_fds=1"
            with socket.create_connection(listener.getsockname(), timeout=SECONDS) as client:
                assert client.recv(99) == f"{pid}\n".encode()
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
