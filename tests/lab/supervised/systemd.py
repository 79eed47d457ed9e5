"""systemd: the PID 1 of a booted machine, and the units of the examples."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.lab.process import Ending
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until
from tests.lab.supervised.log import Ready
from tests.lab.supervised.machine import Machine, missing
from tests.lab.supervised.resident import Resident
from tests.lab.supervised.unit import installed

_SECONDS = 30.0

# Shorter than in the example. A start fails that READY=1 does not end; a service is killed that does not say
# WATCHDOG=1 within its time, which is a third of how long the lab looks.
_QUICK = "[Service]\nTimeoutStartSec=8\nWatchdogSec=2\n"
_WATCHED_SECONDS = 6

#: Connects to port 80 and prints what comes. To be run in the machine, whose loopback device is its own.
CONNECT = ("timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/80 && cat <&3")


class Systemd(Resident):
    """Debian 12's systemd, 252."""

    name = "systemd"
    suite: ClassVar[str] = "bookworm"
    promises = (
        "systemctl status shows the target",
        "cgroup and journal are the unit's",
        "JOURNAL_STREAM is its output",
        "READY=1 is accepted",
        "WATCHDOG=1 keeps it alive",
        "LISTEN_FDS has the socket",
    )
    # Debian's PAM opens a session for su, which moves it and the target to a control group of the user's. The
    # descriptors and variables pass.
    with_su: ClassVar[Mapping[str, Any]] = {
        "features": {**dict.fromkeys(promises, False), "JOURNAL_STREAM is its output": True}
    }

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        super().__init__(launcher, artefacts)
        self.room = Machine(artefacts, self.suite)

    @classmethod
    def missing(cls) -> str | None:
        return missing()

    def prepare(self) -> None:
        """Lay out the plain service; systemd runs already."""
        self.unit = self.keep(installed(self.room, "kafka.service", self.launcher))
        self.log = self.unit.log

    def start(self) -> None:
        self.unit.control("start", self.unit.name)

    def stop(self) -> None:
        self.unit.control("stop", self.unit.name)

    def restart(self) -> None:
        self.unit.control("restart", self.unit.name)

    def reload(self) -> None:
        self.unit.control("reload", self.unit.name)

    def pid(self) -> int:
        return self.unit.pid()

    def ends(self) -> list[Ending]:
        return self.unit.ends()

    def features(self) -> Mapping[str, bool]:
        target = self.unit.log.ready(0, _SECONDS)
        found = (
            self._in_status(target),
            self._in_cgroup(target) and self._in_journal(target),
            self._has_stream(target),
            *self._notifies(),
            self._is_activated(),
        )
        return dict(zip(self.promises, found))

    def _in_status(self, target: Ready) -> bool:
        status = self.unit.control("status", self.unit.name)
        return re.findall(r"Main PID: (.*)", status) == [f"{target.pid} (target)"]

    def _in_cgroup(self, target: Ready) -> bool:
        """Say whether the kernel has the target in the unit's control group."""
        group = self.room.run("cat", f"/proc/{target.pid}/cgroup").splitlines()[-1]
        return group.endswith(self.unit.show("ControlGroup"))

    def _in_journal(self, target: Ready) -> bool:
        fields = (f"_SYSTEMD_UNIT={self.unit.name}", f"_PID={target.pid}", "_TRANSPORT=stdout")
        return self.unit.journal(*fields) == [f"hello from {target.pid}"] * 2

    def _has_stream(self, target: Ready) -> bool:
        """Compare what JOURNAL_STREAM has with stdout and stderr, as systemd.exec(5) tells programs to."""
        process = f"/proc/{self.outer(target.pid)}"
        with open(f"{process}/environ", "rb") as file:
            variables = file.read().decode().split("\0")
        streams = [os.stat(f"{process}/fd/{number}") for number in (1, 2)]
        return all(f"JOURNAL_STREAM={one.st_dev}:{one.st_ino}" in variables for one in streams)

    def _notifies(self) -> tuple[bool, bool]:
        """Say whether READY=1 was accepted, and WATCHDOG=1 again and again."""
        with installed(self.room, "notify.service", self.launcher) as unit:
            unit.drop_in("quick", _QUICK)
            # Type=notify: the start ends with READY=1.
            unit.control("start", unit.name, statuses=(0, 1))
            if unit.show("SubState") != "running":
                return False, False
            began = int(unit.show("WatchdogTimestampMonotonic"))

            def fed() -> bool:
                at = int(unit.show("WatchdogTimestampMonotonic"))
                return unit.ends() != [] or at - began > _WATCHED_SECONDS * 1_000_000

            until(fed, _SECONDS, "the watchdog neither heard of the target nor killed it")
            return True, unit.ends() == []

    def _is_activated(self) -> bool:
        """Say whether the first connection is answered by the PID that systemd knows."""
        with installed(self.room, "activated.service", self.launcher, "activated.socket") as unit:
            unit.control("start", "activated.socket")
            return self.room.run(*CONNECT, statuses=(0, 1, 124)) == f"{unit.pid()}\n"


class Systemd257(Systemd):
    """Debian 13's, 257."""

    name = "systemd-257"
    suite = "trixie"
