"""A unit of a booted system: systemctl kill and stop, and a watch that goes on across restarts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab.process import LabError
from tests.lab.supervised import artefacts, machine
from tests.lab.supervised.machine import Machine
from tests.lab.watch.watcher import Watcher, watching

SUITE = "bookworm"
UNIT = "dropexec-watched.service"
TEXT = "[Service]\nExecStart=/bin/sleep infinity\n"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    reason = machine.missing()
    if reason is not None:
        pytest.skip(reason)
    try:
        built = artefacts.build(tmp_path_factory.mktemp("built"))
    except LabError as error:
        pytest.skip(str(error))
    with Machine(built, SUITE) as booted:
        booted.write(f"/etc/systemd/system/{UNIT}", TEXT)
        booted.run("systemctl", "daemon-reload")
        yield booted


def main_pid(system: Machine) -> int:
    shown = system.run("systemctl", "show", "--property=MainPID", "--value", UNIT)
    return system.outer(int(shown))


def assert_from_systemd(found: dict[str, Any], system: Machine, pid: int) -> None:
    assert (found["target"]["pid"], found["origin"]) == (pid, "process")
    assert (found["sender"]["pid"], found["sender"]["comm"]) == (system.pid, "systemd")


def stopped(system: Machine, watcher: Watcher, nth: int, *command: str) -> None:
    """Start the unit, end it by a command, and see that its manager is the sender."""
    system.run("systemctl", "start", UNIT)
    pid = main_pid(system)
    system.run("systemctl", *command, UNIT)
    found = watcher.signal("TERM", nth)
    assert_from_systemd(found, system, pid)
    end = watcher.end(nth)
    assert (end["pid"], end["end"], end["by"]) == (pid, {"signal": "TERM"}, found["sender"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine", ["bpf", "tracefs"])
def test_a_unit_is_watched_across_restarts_and_systemd_is_the_sender(system: Machine, engine: str) -> None:
    system.run("systemctl", "start", UNIT)
    with watching("--unit", UNIT, engine=engine) as watcher:
        pid = main_pid(system)
        system.run("systemctl", "kill", UNIT)
        found = watcher.signal("TERM")
        assert_from_systemd(found, system, pid)
        assert watcher.end()["by"] == found["sender"]
        stopped(system, watcher, 1, "stop")
        stopped(system, watcher, 2, "kill")
        # What is in another unit is not of this one, whatever it is called.
        system.run(
            "systemd-run", "--unit=other-dropexec-watched", "sh", "-c", "kill -HUP $$", statuses=(0, 1)
        )
        assert [one["signal"] for one in watcher.signals if one["signal"] != "CONT"] == ["TERM"] * 3
