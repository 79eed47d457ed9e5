"""Bring the tool up over a witness, and write down what the witness says and the tool prints."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.probe.cage import Abandoned
from dropexec.probe.errors import ProbeError
from dropexec.probe.family import Family, Member
from dropexec.probe.launch import Started, start
from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.printout import Printout
from dropexec.probe.process import ancestors, described, stat
from dropexec.probe.reception import Reception, Saying, Witness
from dropexec.probe.signals import code_name, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.probe.scenario import Scenario

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
    """What one observation is made of; set up inside a cage, whose `lifeline` ends it.

    `tool` and `target` are one member where the tool exec'd the target. `heard` are the signals that the
    target says it got, `announced` is the exit status that it said it would leave with.
    """

    def __init__(self, plan: Plan, lifeline: int) -> None:
        self.plan = plan
        self.log = Log()
        self.loop = Loop()
        self.loop.watch(lifeline, self._abandon)
        self.family = Family(self.loop)
        self.reception = Reception(plan.socket, plan.uid, plan.token, self.loop, self._hear)
        self.printout = Printout(self.loop, self.log)
        self.announced: int | None = None
        self.heard: set[str] = set()
        self.target: Member | None = None
        self.tool = self._start()

    def _abandon(self) -> None:
        raise Abandoned

    def _start(self) -> Member:
        scenario = self.plan.scenario
        started = start(self.plan.argv, tty=scenario.tty, pid1=scenario.pid1)
        self.log.add("tool-started", time.monotonic(), pid=started.pid)
        member = self.family.add("tool", started.pid, started.pidfd)
        assert member is not None  # noqa: S101  its pidfd is at hand
        for stream, descriptor in started.streams.items():
            self.printout.attend(stream, descriptor)
        self._attend_stops(started)
        return member

    def drain(self) -> None:
        """Read what has been printed and said up to now; what has ended may have left some behind."""
        self.printout.drain()
        self.reception.drain()

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

    def await_ready(self) -> Member:
        """Return the target once it has named itself; raise ProbeError, with what the tool said, if not."""
        self.loop.run(
            lambda: self.target is not None or self.tool.gone or self.printout.asks(),
            time.monotonic() + READY,
        )
        if self.target is not None:
            return self.target
        self.drain()
        if self.tool.gone:
            why = f"it {described(self.tool.end()[0])} before the target was ready"
        elif self.printout.asks():
            why = "it asks for a password, which a service cannot give"
        else:
            why = f"the target was not ready after {READY:.0f} s"
        said = " ".join(self.printout.text.split()) or "nothing"
        raise ProbeError(f"cannot probe {self.plan.name}: {why}; it said: {said}")

    def _hear(self, witness: Witness, saying: Saying) -> None:
        if saying.word == "ready":
            self._welcome(witness, saying)
        elif saying.word == "received":
            self._received(witness, saying)
        elif saying.word == "leaving" and witness.role == "target":
            self.announced = int(saying.values["status"])
            self.log.add("target-leaving", saying.time, pid=witness.pid, status=self.announced)
        elif saying.word == "marker" and os.path.exists(self.plan.marker):
            self.log.add("marker", saying.time, pid=witness.pid)

    def _welcome(self, witness: Witness, saying: Saying) -> None:
        witness.role = saying.values["role"]
        now = stat(witness.pid)
        if now is None:
            return
        place = {"pid": now.pid, "ppid": now.ppid, "pgid": now.pgid, "sid": now.sid, "uid": self.plan.uid}
        if witness.role == "child":
            self.family.add("child", witness.pid, os.dup(witness.pidfd))
            self.log.add("child-ready", saying.time, **place)
            return
        above = ancestors(witness.pid, os.getpid())
        if witness.pid == self.tool.pid:
            self.target = self.tool
        else:
            self.target = self.family.add("target", witness.pid, os.dup(witness.pidfd))
        for one in reversed(above):
            if one.pid != self.tool.pid:
                self.family.add("between", one.pid)
        self.log.add(
            "target-ready", saying.time, **place, above=[{"pid": one.pid, "name": one.name} for one in above]
        )

    def _received(self, witness: Witness, saying: Saying) -> None:
        sender: int | None = int(saying.values["sender"])
        if self.plan.scenario.pid1:
            # The witness knows its namespace's numbers; 0 is a sender outside, which only the observer is.
            sender = self.family.pid_of_inner(sender) if sender else os.getpid()
        name = name_of(int(saying.values["signal"]))
        if witness.role == "target":
            self.heard.add(name)
        self.log.add(
            "signal-received",
            saying.time,
            pid=witness.pid,
            signal=name,
            code=code_name(int(saying.values["code"])),
            sender_pid=sender or None,
        )
