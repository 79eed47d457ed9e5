"""Bring the tool up over a witness, and write down what the witness says and the tool prints."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.errors import ProbeError
from dropexec.probe.launch import Started, start
from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.output import Output
from dropexec.probe.process import ancestors, stat
from dropexec.probe.subreaper import Cancelled
from dropexec.probe.watched import WatchedProcess, WatchedProcesses
from dropexec.probe.witness_socket import Message, Witness, WitnessSocket
from dropexec.recording.ending import described
from dropexec.recording.signals import code_name, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.recording.scenario import Scenario

#: The deadline in seconds for the target to name itself; PAM modules may take their time.
READY = 10.0


@dataclass(frozen=True)
class Plan:
    """What is observed: the tool's `name`, its argv, the scenario, and where the witness calls in."""

    name: str
    argv: Sequence[str]
    scenario: Scenario
    socket: str
    marker: str
    token: str
    uid: int
    trace: bool = True


class Stage:
    """What one observation is made of; set up inside a cage, whose `cancel_pipe` ends it.

    `tool` and `target` are one member where the tool exec'd the target. `heard` are the signals that the
    target says it got, `announced` is the exit status that it said it would leave with.
    """

    def __init__(self, plan: Plan, cancel_pipe: int) -> None:
        self.plan = plan
        self.log = Log()
        self.loop = Loop()
        self.loop.watch(cancel_pipe, self._cancel)
        self.processes = WatchedProcesses(self.loop)
        self.witnesses = WitnessSocket(plan.socket, plan.uid, plan.token, self.loop, self._hear)
        self.output = Output(self.loop, self.log)
        self.announced: int | None = None
        self.heard: set[str] = set()
        self.target: WatchedProcess | None = None
        self.tool = self._start()

    def _cancel(self) -> None:
        raise Cancelled

    def _start(self) -> WatchedProcess:
        scenario = self.plan.scenario
        started = start(self.plan.argv, tty=scenario.tty, pid1=scenario.pid1)
        self.log.add("tool-started", time.monotonic(), pid=started.pid)
        member = self.processes.add("tool", started.pid, started.pidfd)
        assert member is not None  # noqa: S101  its pidfd is at hand
        for stream, descriptor in started.streams.items():
            self.output.attend(stream, descriptor)
        self._attend_stops(started)
        return member

    def drain(self) -> None:
        """Read what has been printed and said up to now; what has ended may have left some behind."""
        self.output.drain()
        self.witnesses.drain()

    def _attend_stops(self, started: Started) -> None:
        """Have SIGCHLD wake the loop: a stopped child shows on no pidfd."""
        heard, told = os.pipe()
        for descriptor in (heard, told):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)

        def look() -> None:
            os.read(heard, 4096)
            with contextlib.suppress(ChildProcessError):
                found = os.waitid(os.P_PID, started.pid, os.WSTOPPED | os.WCONTINUED | os.WNOHANG)
                if found is not None and found.si_code == os.CLD_CONTINUED:
                    self.log.add("tool-continued", time.monotonic(), pid=started.pid)
                elif found is not None:
                    self.log.add(
                        "tool-stopped", time.monotonic(), pid=started.pid, signal=name_of(found.si_status)
                    )

        self.loop.watch(heard, look)

    def await_ready(self) -> WatchedProcess:
        """Return the target once it has named itself; raise ProbeError, with what the tool said, if not."""
        self.loop.run(
            lambda: self.target is not None or self.tool.gone or self.output.asks(),
            time.monotonic() + READY,
        )
        if self.target is not None:
            return self.target
        self.drain()
        if self.tool.gone:
            end, _ = self.tool.end()
            why = f"it {described(end.to_json() if end is not None else None)} before the target was ready"
        elif self.output.asks():
            why = "it asks for a password, which a service cannot give"
        else:
            why = f"the target was not ready after {READY:.0f} s"
        said = " ".join(self.output.text.split()) or "nothing"
        raise ProbeError(f"cannot probe {self.plan.name}: {why}; it said: {said}")

    def _hear(self, witness: Witness, message: Message) -> None:
        if message.word == "ready":
            self._witness_ready(witness, message)
        elif message.word == "received":
            self._received(witness, message)
        elif message.word == "leaving" and witness.role == "target":
            self.announced = int(message.values["status"])
            self.log.add("target-leaving", message.time, pid=witness.pid, status=self.announced)
        elif message.word == "marker" and os.path.exists(self.plan.marker):
            self.log.add("marker", message.time, pid=witness.pid)

    def _witness_ready(self, witness: Witness, message: Message) -> None:
        witness.role = message.values["role"]
        now = stat(witness.pid)
        if now is None:
            return
        place = {"pid": now.pid, "ppid": now.ppid, "pgid": now.pgid, "sid": now.sid, "uid": self.plan.uid}
        if witness.role == "child":
            self.processes.add("child", witness.pid, os.dup(witness.pidfd))
            self.log.add("child-ready", message.time, **place)
            return
        above = ancestors(witness.pid, os.getpid())
        if witness.pid == self.tool.pid:
            self.target = self.tool
        else:
            self.target = self.processes.add("target", witness.pid, os.dup(witness.pidfd))
        for one in reversed(above):
            if one.pid != self.tool.pid:
                self.processes.add("between", one.pid)
        self.log.add(
            "target-ready", message.time, **place, above=[{"pid": one.pid, "name": one.name} for one in above]
        )

    def _received(self, witness: Witness, message: Message) -> None:
        sender: int | None = int(message.values["sender"])
        if self.plan.scenario.pid1:
            # The witness knows its namespace's numbers; 0 is a sender outside, which only the observer is.
            sender = self.processes.pid_of_inner(sender) if sender else os.getpid()
        name = name_of(int(message.values["signal"]))
        if witness.role == "target":
            self.heard.add(name)
        self.log.add(
            "signal-received",
            message.time,
            pid=witness.pid,
            signal=name,
            code=code_name(int(message.values["code"])),
            sender_pid=sender or None,
        )
