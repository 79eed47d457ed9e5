"""One unit of the examples where systemd is PID 1, and what it says about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.process import Ending
from tests.lab.supervised import example
from tests.lab.supervised.deadline import until
from tests.lab.supervised.example import Example
from tests.lab.supervised.log import Log
from tests.lab.supervised.room import Room

_DIRECTORY = "/etc/systemd/system"
_WANTS = f"{_DIRECTORY}/multi-user.target.wants"
_SECONDS = 30.0

# ExecStopPost= learns what systemd knows of the main process when it has ended: $EXIT_CODE, systemd.exec(5).
_RECORD = """\
[Service]
ExecStopPost=+/bin/sh -c 'echo "$EXIT_CODE" "$EXIT_STATUS" >>/run/%n.ends'
"""


@contextmanager
def installed(room: Room, name: str, launcher: str, socket: str | None = None) -> Iterator[Unit]:
    """Lay out the service `name` of packaging/examples/systemd in a room whose PID 1 is systemd.

    `socket` is the socket unit that goes with it. At the end of the block nothing of it is in the room.
    """
    names = [name] if socket is None else [socket, name]
    path = f"{example.LOG}.{name}"
    filled_in = Example("systemd", launcher)
    with Log(room.path(path)) as log:
        unit = Unit(room, name, log)
        try:
            for each in names:
                room.write(f"{_DIRECTORY}/{each}", filled_in.text(each).replace(example.LOG, path))
            unit.drop_in("record", _RECORD)
            # Wanted by a target that is reached: systemd forgets how a unit ended that nothing refers to.
            room.run("ln", "-s", f"{_DIRECTORY}/{name}", f"{_WANTS}/{name}")
            yield unit
        finally:
            # The stop is first: it keeps systemd from starting what is killed again.
            unit.control("stop", "--no-block", *names)
            unit.control("kill", "--signal=KILL", name, statuses=(0, 1))
            unit.control("stop", *names)
            unit.control("reset-failed", *names, statuses=(0, 1))
            files = [f"{_DIRECTORY}/{each}" for each in names]
            files += [f"{_DIRECTORY}/{name}.d", f"{_WANTS}/{name}"]
            room.run("rm", "-rf", *files, path, f"/run/{name}.ends")


class Unit:
    """An installed service, its target's log, and what systemd says about it."""

    def __init__(self, room: Room, name: str, log: Log) -> None:
        self.room = room
        self.name = name
        self.log = log
        self._read = False

    def drop_in(self, name: str, text: str) -> None:
        """Add settings of the lab's to those of the example; systemd.unit(5)."""
        self.room.write(f"{_DIRECTORY}/{self.name}.d/{name}.conf", text)
        self._read = False

    def options(self, *words: str) -> None:
        """Have dropexec start the target with these options."""
        call = f"ExecStart={example.LAUNCHER} "
        text = self.room.path(f"{_DIRECTORY}/{self.name}").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith(call))
        line = line.replace(call, f"{call}{' '.join(words)} ")
        self.drop_in("options", f"[Service]\nExecStart=\n{line}\n")

    def control(self, *words: str, statuses: tuple[int, ...] = (0,)) -> str:
        """Run systemctl(1) in the room, which has read the files by then; return what it printed."""
        if not self._read:
            self._read = True
            self.room.run("systemctl", "daemon-reload")
        return self.room.run("systemctl", *words, statuses=statuses)

    def show(self, name: str) -> str:
        """Return a property of the unit."""
        return self.control("show", f"--property={name}", "--value", self.name).strip()

    def wait_for(self, name: str, value: str) -> None:
        """Wait until a property of the unit has a value. Raises LabError when it takes too long."""
        until(lambda: self.show(name) == value, _SECONDS, f"{self.name}: {name} was not {value}")

    def pid(self) -> int:
        """Return the PID that systemd says is the service's."""
        return int(self.show("MainPID"))

    def ends(self) -> list[Ending]:
        """Return how each run so far ended, as systemd learnt of it."""
        path = self.room.path(f"/run/{self.name}.ends")
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        return [_ending(*line.split()) for line in lines]

    def journal(self, *fields: str) -> list[str]:
        """Return the messages of the journal that have all these fields, FIELD=VALUE."""
        # journald reads what was sent to it when it gets to it; this waits until it has.
        self.room.run("journalctl", "--sync")
        return self.room.run("journalctl", "--quiet", "--output=cat", *fields).splitlines()


def _ending(code: str, status: str) -> Ending:
    return Ending(status=int(status)) if code == "exited" else Ending(signal=f"SIG{status}")
