"""systemd: the PID 1 of a booted machine, and its units."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import ClassVar

from tests.lab.process import Ending
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.example import Example
from tests.lab.supervised.machine import Machine, missing
from tests.lab.supervised.manager import Manager

_UNITS = "/etc/systemd/system"
_ENDS = "/run/ends"

# What systemd tells about the main process whenever one has ended: systemd.exec(5), $EXIT_CODE. Outside of the
# unit's sandbox.
_ON_STOP = f"""\
[Service]
ExecStopPost=+/bin/sh -c 'echo "$EXIT_CODE" "$EXIT_STATUS" >>{_ENDS}'
"""


class Systemd(Manager):
    """Debian 12's systemd, 252, and the unit kafka.service."""

    name = "systemd"
    suite: ClassVar[str] = "bookworm"

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        super().__init__(launcher, artefacts)
        self.machine = Machine(artefacts, self.suite)
        self._stack = ExitStack()

    @classmethod
    def missing(cls) -> str | None:
        return missing()

    def __enter__(self) -> Systemd:
        with ExitStack() as stack:
            self.log = stack.enter_context(self.machine).log
            self.install("kafka.service")
            self.machine.write(f"{_UNITS}/kafka.service.d/ends.conf", _ON_STOP)
            # systemd forgets how a unit that nothing refers to has ended.
            self.machine.run("systemctl", "enable", "--quiet", "kafka.service")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def install(self, unit: str) -> None:
        """Lay out a unit of the examples."""
        self.machine.write(f"{_UNITS}/{unit}", Example("systemd", self.launcher).text(unit))

    def start(self) -> None:
        self.machine.run("systemctl", "start", "kafka.service")

    def stop(self) -> None:
        self.machine.run("systemctl", "stop", "kafka.service")

    def restart(self) -> None:
        self.machine.run("systemctl", "restart", "kafka.service")

    def reload(self) -> None:
        self.machine.run("systemctl", "reload", "kafka.service")

    def pid(self) -> int:
        return int(self.machine.run("systemctl", "show", "--property=MainPID", "--value", "kafka.service"))

    def ends(self) -> list[Ending]:
        path = self.machine.path(_ENDS)
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        return [_ending(*line.split()) for line in lines]

    def outer(self, pid: int) -> int:
        return self.machine.outer(pid)


class Systemd257(Systemd):
    """Debian 13's, 257."""

    name = "systemd-257"
    suite = "trixie"


def _ending(code: str, status: str) -> Ending:
    return Ending(status=int(status)) if code == "exited" else Ending(signal=f"SIG{status}")
