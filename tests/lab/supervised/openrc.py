"""OpenRC: rc-service and supervise-daemon."""

from __future__ import annotations

import re

from tests.lab.process import Ending
from tests.lab.supervised import example
from tests.lab.supervised.resident import Resident
from tests.lab.supervised.syslog import Syslog

_END = re.compile(r", pid \d+, (?:exited with return code (\d+)|terminated by signal (\d+))")


class Openrc(Resident):
    """A service script whose supervisor is supervise-daemon."""

    name = "openrc"
    tells_stop = False

    def prepare(self) -> None:
        """Put the script into /etc/init.d of a system that OpenRC could have booted."""
        text = self.example("openrc").text("kafka")
        if self.launcher == "su":
            text = text.replace(f"command={example.LAUNCHER}", "command=/bin/su")
        self.room.write("/etc/init.d/kafka", text)
        # Its own boot, with nothing in the runlevels: a room has neither a clock nor disks of its own.
        self.room.run("sh", "-c", "rm /etc/runlevels/*/*")
        for level in ("sysinit", "default"):
            self.room.run("openrc", level)
        # How many ends it had told when it was told to stop: of that one it says nothing.
        self._untold: list[int] = []
        self._syslog = self.keep(Syslog(self.room.path("/dev/log")))

    def start(self) -> None:
        self.room.run("rc-service", "kafka", "start")

    def stop(self) -> None:
        self.room.run("rc-service", "kafka", "stop")
        self._untold.append(len(self._told()))

    def restart(self) -> None:
        self.room.run("rc-service", "kafka", "restart")
        self._untold.append(len(self._told()))

    def reload(self) -> None:
        self.room.run("rc-service", "kafka", "reload")

    def pid(self) -> int:
        return int(self.room.path("/run/openrc/options/kafka/child_pid").read_text(encoding="ascii"))

    def ends(self) -> list[Ending | None]:
        ends: list[Ending | None] = [*self._told()]
        for number in reversed(self._untold):
            ends.insert(number, None)
        return ends

    def _told(self) -> list[Ending]:
        found = _END.findall("\n".join(self._syslog.messages()))
        return [Ending.from_exitcode(-int(signal) if signal else int(status)) for status, signal in found]
