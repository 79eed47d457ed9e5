"""SysV init's scripts: start-stop-daemon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.lab.process import Ending
from tests.lab.supervised.resident import Resident

_SCRIPT = "/etc/init.d/kafka"
_STATUS = "status is running"


class Sysv(Resident):
    """A script that starts a daemon, which nobody but init waits for then."""

    name = "sysv"
    respawns = False
    promises = (_STATUS,)
    # It looks at the PID only.
    with_su: ClassVar[Mapping[str, Any]] = {"features": {_STATUS: True}}

    def prepare(self) -> None:
        """Put the script into /etc/init.d."""
        text = self.example("sysv").text("kafka")
        if self.launcher == "su":
            # It is root's process that the PID file names then.
            text = text.replace(" --user kafka", "")
        self.room.write(_SCRIPT, text)
        self._pids: list[int] = []

    def start(self) -> None:
        self.room.run(_SCRIPT, "start")
        self._pids.append(self.pid())

    def stop(self) -> None:
        self.room.run(_SCRIPT, "stop")

    def restart(self) -> None:
        self.room.run(_SCRIPT, "restart")
        self._pids.append(self.pid())

    def reload(self) -> None:
        self.room.run(_SCRIPT, "force-reload")

    def pid(self) -> int:
        return int(self.room.path("/run/kafka.pid").read_text(encoding="ascii"))

    def ends(self) -> list[Ending]:
        ends = (self.room.reaped(pid) for pid in self._pids)
        return [end for end in ends if end is not None]

    def features(self) -> Mapping[str, bool]:
        """Ask the script."""
        return {_STATUS: self.room.run(_SCRIPT, "status", statuses=range(5)) == "kafka is running.\n"}
