"""runit: runsvdir and sv."""

from __future__ import annotations

import re

from tests.lab.process import Ending, LabError
from tests.lab.supervised import example
from tests.lab.supervised.deadline import until
from tests.lab.supervised.resident import Resident

_DIRECTORY = "/etc/sv/kafka"
_LOG = "/var/log/kafka/current"
_SECONDS = 30.0
# What the example's ./finish prints; its first word is -1 where a signal ended the service.
_FINISH = re.compile(r"kafka ended: status (-?\d+), signal (\d+)")


class Runit(Resident):
    """A service directory below runsvdir, with ./finish and a logger."""

    name = "runit"

    def prepare(self) -> None:
        """Lay out the service directory as the README says."""
        for name in ("run", "finish", "log/run"):
            self.room.write(f"{_DIRECTORY}/{name}", self.example("runit/kafka").text(name))
        self.room.run("install", "-d", "-o", "_runit-log", "/var/log/kafka")
        # Not until sv(8) says so; runsv(8) removes the file never.
        self.room.write(f"{_DIRECTORY}/down", "")
        self.room.run("ln", "-s", _DIRECTORY, "/etc/service/kafka")
        self.room.daemon("runsvdir", "-P", "/etc/service")
        until(lambda: self._status().startswith("down:"), _SECONDS, "runsv did not take up the service")

    def start(self) -> None:
        self.room.run("sv", "start", "kafka")

    def stop(self) -> None:
        self.room.run("sv", "-w", str(example.GRANTED_SECONDS), "force-stop", "kafka")

    def restart(self) -> None:
        self.room.run("sv", "-w", str(example.GRANTED_SECONDS), "force-restart", "kafka")

    def reload(self) -> None:
        self.room.run("sv", "hup", "kafka")

    def pid(self) -> int:
        found = re.match(r"run: kafka: \(pid (\d+)\)", self._status())
        if found is None:
            raise LabError(self._status())
        return int(found[1])

    def ends(self) -> list[Ending]:
        path = self.room.path(_LOG)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [_ending(int(status), int(signal)) for status, signal in _FINISH.findall(text)]

    def _status(self) -> str:
        return self.room.run("sv", "status", "kafka", statuses=range(8))


def _ending(status: int, signal: int) -> Ending:
    return Ending.from_exitcode(-signal if status < 0 else status)
