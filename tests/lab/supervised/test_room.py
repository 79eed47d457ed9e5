from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.process import Ending, LabError
from tests.lab.roots import debian
from tests.lab.supervised import account, example
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until
from tests.lab.supervised.room import Room

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    for name in ("dropexec", "target"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name}\n")
    with Room(Artefacts(tmp_path / "dropexec", tmp_path / "target")) as entered:
        yield entered


def test_a_room_has_what_the_examples_name(room: Room) -> None:
    assert (room.run(example.LAUNCHER), room.run(example.TARGET)) == ("dropexec\n", "target\n")
    assert (
        room.run("id", account.NAME) == "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka),5021(brokers)\n"
    )
    assert room.path(example.LOG).is_fifo()


def test_what_is_written_in_a_room_is_in_no_other(room: Room, tmp_path: Path) -> None:
    room.write("/etc/new", "here\n")
    assert room.run("cat", "/etc/new") == "here\n"
    with Room(Artefacts(tmp_path / "dropexec", tmp_path / "target")) as other:
        assert other.run("ls", "/etc/new", statuses=(2,)).endswith("No such file or directory\n")


def test_a_socket_in_a_rooms_dev_is_not_the_machines(room: Room) -> None:
    room.run("touch", "/dev/new")
    assert not Path("/dev/new").exists()


def test_a_command_that_fails_is_an_error_with_what_it_said(room: Room) -> None:
    with pytest.raises(LabError, match=r"\Ash -c 'echo no; exit 3': status 3\n  no\n\Z"):
        room.run("sh", "-c", "echo no; exit 3")
    assert room.run("sh", "-c", "echo no; exit 3", statuses=(0, 3)) == "no\n"


@pytest.mark.parametrize(
    ("command", "end"), [("exit 7", Ending(status=7)), ("kill -SEGV $$", Ending(signal="SIGSEGV"))]
)
def test_pid_1_tells_how_an_orphan_ended(room: Room, command: str, end: Ending) -> None:
    # Its parent is gone before the read ends: that waits for a writer.
    room.run("mkfifo", "/run/gate")
    pid = int(
        room.run("sh", "-c", f"(read -r _ </run/gate; exec sh -c '{command}') >/dev/null 2>&1 & echo $!")
    )
    assert room.reaped(pid) is None
    room.path("/run/gate").write_text("\n")
    until(lambda: room.reaped(pid) is not None, 30, "PID 1 did not reap")
    assert room.reaped(pid) == end


def test_the_machines_pid_of_a_process_is_not_the_rooms(room: Room) -> None:
    daemon = room.daemon("sh", "-c", "echo inside $$; exec sleep 1000")
    pid = int(daemon.wait_for_line("inside", 30).split()[1])
    os.kill(room.outer(pid), signal.SIGTERM)
    assert daemon.wait(30) == Ending(signal="SIGTERM")
    with pytest.raises(LabError, match=f"no process {pid} in the PID namespace of {room.pid}"):
        room.outer(pid)


def test_nothing_outlives_a_room(tmp_path: Path, room: Room) -> None:
    with Room(Artefacts(tmp_path / "dropexec", tmp_path / "target")) as other:
        script = "setsid sh -c 'echo inside $$; exec sleep 1000' & wait"
        pid = int(other.daemon("sh", "-c", script).wait_for_line("inside", 30).split()[1])
        left = os.pidfd_open(other.outer(pid))
    try:
        until(lambda: _gone(left), 30, "the process did not end")
    finally:
        os.close(left)


def _gone(pidfd: int) -> bool:
    try:
        signal.pidfd_send_signal(pidfd, 0)
    except ProcessLookupError:
        return True
    return False
