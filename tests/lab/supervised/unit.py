"""One unit of the examples in a booted machine, and what systemd says about it."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from tests.lab.process import Ending
from tests.lab.supervised import example
from tests.lab.supervised.deadline import until
from tests.lab.supervised.example import Example
from tests.lab.supervised.log import Log
from tests.lab.supervised.machine import Machine

_DIRECTORY = "/etc/systemd/system"
_WANTS = f"{_DIRECTORY}/multi-user.target.wants"
_SECONDS = 30.0

# ExecStopPost= learns what systemd knows of the main process when it has ended: $EXIT_CODE, systemd.exec(5).
_RECORD = """\
[Service]
ExecStopPost=+/bin/sh -c 'echo "$EXIT_CODE" "$EXIT_STATUS" >>/run/%n.ends'
"""


class Unit:
    """The service `name` of packaging/examples/systemd, filled in for `launcher`, with a log of its own.

    `socket` is the socket unit that goes with it. At the end of the block nothing of it is in the machine.
    """

    def __init__(self, machine: Machine, name: str, launcher: str, socket: str | None = None) -> None:
        self.machine = machine
        self.name = name
        self._example = Example("systemd", launcher)
        self._names = [name] if socket is None else [socket, name]
        self._stack = ExitStack()
        self._read = False

    def __enter__(self) -> Unit:
        with ExitStack() as stack:
            stack.callback(self._remove)
            log = f"{example.LOG}.{self.name}"
            self.log = stack.enter_context(Log(self.machine.path(log)))
            for name in self._names:
                text = self._example.text(name).replace(example.LOG, log)
                self.machine.write(f"{_DIRECTORY}/{name}", text)
            self.drop_in("record", _RECORD)
            # Wanted by a target that is reached: systemd forgets how a unit ended that nothing refers to.
            self.machine.run("ln", "-s", f"{_DIRECTORY}/{self.name}", f"{_WANTS}/{self.name}")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def drop_in(self, name: str, text: str) -> None:
        """Add settings of the lab's to those of the example; systemd.unit(5)."""
        self.machine.write(f"{_DIRECTORY}/{self.name}.d/{name}.conf", text)
        self._read = False

    def options(self, *words: str) -> None:
        """Have dropexec start the target with these options."""
        call = f"ExecStart={example.LAUNCHER} "
        text = self.machine.path(f"{_DIRECTORY}/{self.name}").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith(call))
        line = line.replace(call, f"{call}{' '.join(words)} ")
        self.drop_in("options", f"[Service]\nExecStart=\n{line}\n")

    def control(self, *words: str, statuses: tuple[int, ...] = (0,)) -> str:
        """Run systemctl(1) in the machine, which has read the files by then; return what it printed."""
        if not self._read:
            self._read = True
            self.machine.run("systemctl", "daemon-reload")
        return self.machine.run("systemctl", *words, statuses=statuses)

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
        path = self.machine.path(f"/run/{self.name}.ends")
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        return [_ending(*line.split()) for line in lines]

    def journal(self, *fields: str) -> list[str]:
        """Return the messages of the journal that have all these fields, FIELD=VALUE."""
        # journald reads what was sent to it when it gets to it; this waits until it has.
        self.machine.run("journalctl", "--sync")
        return self.machine.run("journalctl", "--quiet", "--output=cat", *fields).splitlines()

    def _remove(self) -> None:
        # The stop is first: it keeps systemd from starting what is killed again.
        self.control("stop", "--no-block", *self._names)
        self.control("kill", "--signal=KILL", self.name, statuses=(0, 1))
        self.control("stop", *self._names)
        self.control("reset-failed", *self._names, statuses=(0, 1))
        files = [f"{_DIRECTORY}/{name}" for name in self._names]
        files += [f"{_DIRECTORY}/{self.name}.d", f"{_WANTS}/{self.name}"]
        self.machine.run("rm", "-rf", *files, f"{example.LOG}.{self.name}", f"/run/{self.name}.ends")


def _ending(code: str, status: str) -> Ending:
    return Ending(status=int(status)) if code == "exited" else Ending(signal=f"SIG{status}")
