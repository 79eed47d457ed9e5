"""s6: s6-svscan and s6-svc."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.lab.process import Ending
from tests.lab.supervised.deadline import until
from tests.lab.supervised.resident import Resident

_DIRECTORY = "/run/service/kafka"
_SECONDS = 30.0
# s6-svdt(1): the time, then exitcode NUMBER or signal NAME.
_DEATH = re.compile(r"@\w+ (exitcode|signal) (\w+)")
_NOTIFIED = "readiness by descriptor 3"


class S6(Resident):
    """A service directory below s6-svscan, with a notification descriptor."""

    name = "s6"
    promises = (_NOTIFIED,)
    # su lets descriptors pass, and holds this one open itself.
    with_su: ClassVar[Mapping[str, Any]] = {"features": {_NOTIFIED: True}}
    arguments = ("--notify-fd", "3")

    def prepare(self) -> None:
        """Copy the service directory into the scan directory, as the README says."""
        for name in ("run", "notification-fd", "timeout-kill"):
            self.room.write(f"{_DIRECTORY}/{name}", self.example("s6/kafka").text(name))
        self.room.write(f"{_DIRECTORY}/down", "")
        self.room.daemon("s6-svscan", "/run/service")
        until(self._supervised, _SECONDS, "s6-supervise did not take up the service")

    def start(self) -> None:
        self.room.run("s6-svc", "-u", _DIRECTORY)

    def stop(self) -> None:
        self.room.run("s6-svc", "-wD", "-d", _DIRECTORY)

    def restart(self) -> None:
        # Not -wR: s6 2.11.3 waits on, now and then, where the service is ready as soon as it is up.
        self.room.run("s6-svc", "-r", _DIRECTORY)

    def reload(self) -> None:
        self.room.run("s6-svc", "-h", _DIRECTORY)

    def pid(self) -> int:
        return int(self.room.run("s6-svstat", "-o", "pid", _DIRECTORY))

    def ends(self) -> list[Ending]:
        deaths = _DEATH.findall(self.room.run("s6-svdt", _DIRECTORY))
        return [
            Ending(status=int(what)) if how == "exitcode" else Ending(signal=what) for how, what in deaths
        ]

    def features(self) -> Mapping[str, bool]:
        """Wait for the readiness that the service itself has to announce."""
        self.room.run("s6-svwait", "-U", "-t", f"{_SECONDS * 1000:.0f}", _DIRECTORY, statuses=(0, 99))
        return {_NOTIFIED: self.room.run("s6-svstat", "-o", "ready", _DIRECTORY) == "true\n"}

    def _supervised(self) -> bool:
        return self.room.run("sh", "-c", f"s6-svok {_DIRECTORY} && echo up || :") == "up\n"
