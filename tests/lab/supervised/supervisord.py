"""supervisord: Supervisor, the one written in Python."""

from __future__ import annotations

import re

from tests.lab.process import Ending
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until
from tests.lab.supervised.resident import Resident

_SECONDS = 30.0
_LOG = "/var/log/supervisor/supervisord.log"
_END = re.compile(r"(?:stopped|exited): kafka \((?:exit status (\d+)|terminated by (\w+))")


class Supervisord(Resident):
    """A program section that supervisord includes."""

    name = "supervisord"

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        super().__init__(launcher, artefacts)
        self._running = False

    def prepare(self) -> None:
        """Put the section where Debian's supervisord.conf includes it."""
        self.room.write("/etc/supervisor/conf.d/kafka.conf", self.example("supervisord").text("kafka.conf"))

    def start(self) -> None:
        if self._running:
            self.room.run("supervisorctl", "start", "kafka")
            return
        self.room.daemon("supervisord", "-n", "-c", "/etc/supervisor/supervisord.conf")
        until(lambda: "RUNNING" in self._status(), _SECONDS, "supervisord did not start the program")
        self._running = True

    def stop(self) -> None:
        self.room.run("supervisorctl", "stop", "kafka")

    def restart(self) -> None:
        self.room.run("supervisorctl", "restart", "kafka")

    def reload(self) -> None:
        self.room.run("supervisorctl", "signal", "HUP", "kafka")

    def pid(self) -> int:
        return int(self.room.run("supervisorctl", "pid", "kafka"))

    def ends(self) -> list[Ending]:
        found = _END.findall(self.room.path(_LOG).read_text(encoding="utf-8"))
        return [Ending(signal=signal) if signal else Ending(status=int(status)) for status, signal in found]

    def _status(self) -> str:
        # Its own status says that the program, or supervisord itself, is not running.
        return self.room.run("supervisorctl", "status", "kafka", statuses=range(8))
