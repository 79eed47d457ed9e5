"""Start the tool over a witness, and log what the witness reports and the tool prints."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from dropexec.probe.errors import ProbeError
from dropexec.probe.launch import Started, start
from dropexec.probe.log import Log
from dropexec.probe.loop import Loop
from dropexec.probe.output import Output
from dropexec.probe.process import ancestors, descendants, stat
from dropexec.probe.subreaper import Cancelled
from dropexec.probe.watched import WatchedProcess, WatchedProcesses
from dropexec.probe.witness_socket import Witness, WitnessSocket
from dropexec.recording.ending import described
from dropexec.recording.signals import code_name, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.probe.message import Message
    from dropexec.probe.user import User
    from dropexec.recording.scenario import Scenario
    from dropexec.watch.bpf.btf import Btf

#: The deadline in seconds for the target to report; PAM modules may take their time.
READY = 10.0

# How often it is looked whether a tool that has ended has left anything that may still become the target.
_INTERVAL = 0.05


@dataclass(frozen=True)
class Plan:
    """The tool's ``name`` and argv, the scenario, the user, and where the witness connects.

    ``types`` are the running kernel's, for the engine that sees ends, where there can be one.
    """

    name: str
    argv: Sequence[str]
    scenario: Scenario
    socket: str
    marker: str
    token: str
    user: User
    trace: bool = True
    types: Btf | None = None


class Stage:
    """What one observation is made of; set up inside a subreaper, whose ``cancel_pipe`` ends it.

    ``tool`` and ``target`` are one process where the tool exec'd the target. ``received`` are the signals
    that the target reports, ``announced`` is the exit status that it said it would leave with.
    """

    def __init__(self, plan: Plan, cancel_pipe: int) -> None:
        self.plan = plan
        self.log = Log()
        self.loop = Loop()
        self.loop.watch(cancel_pipe, self._cancel)
        self.processes = WatchedProcesses(self.loop)
        self.witnesses = WitnessSocket(plan.socket, plan.user.uid, plan.token, self.loop, self._on_message)
        self.output = Output(self.loop, self.log)
        self.announced: int | None = None
        self.received: set[str] = set()
        self.target: WatchedProcess | None = None
        self.tool = self._start()

    def _cancel(self) -> None:
        raise Cancelled

    def _start(self) -> WatchedProcess:
        scenario = self.plan.scenario
        started = start(self.plan.argv, tty=scenario.tty, pid1=scenario.pid1)
        self.log.add("tool-started", time.monotonic(), pid=started.pid)
        tool = self.processes.add("tool", started.pid, started.pidfd)
        assert tool is not None  # noqa: S101  its pidfd is known
        for stream, descriptor in started.streams.items():
            self.output.read_from(stream, descriptor)
        self._watch_stops(started)
        return tool

    def witness_pids(self) -> set[int]:
        """Return the pids of the target and its child."""
        return {witness.pid for witness in self.witnesses.witnesses if witness.role}

    def drain(self) -> None:
        """Read what has been printed and reported up to now; what has ended may have left some behind."""
        self.output.drain()
        self.witnesses.drain()

    def _watch_stops(self, started: Started) -> None:
        """Have SIGCHLD wake the loop: a stopped child shows on no pidfd."""
        reading, writing = os.pipe()
        for descriptor in (reading, writing):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

        def look() -> None:
            os.read(reading, 4096)
            with contextlib.suppress(ChildProcessError):
                found = os.waitid(os.P_PID, started.pid, os.WSTOPPED | os.WCONTINUED | os.WNOHANG)
                if found is not None and found.si_code == os.CLD_CONTINUED:
                    self.log.add("tool-continued", time.monotonic(), pid=started.pid)
                elif found is not None:
                    self.log.add(
                        "tool-stopped", time.monotonic(), pid=started.pid, signal=name_of(found.si_status)
                    )

        self.loop.watch(reading, look)

    def await_ready(self) -> WatchedProcess:
        """Return the target once it has reported; raise ProbeError, with what the tool printed, if not."""
        self.loop.run(
            lambda: self.target is not None or self._hopeless() or self.output.asks(),
            time.monotonic() + READY,
            every=_INTERVAL,
        )
        self.drain()
        if self.target is None:
            self._fail()
        self.check_tool()
        return self.target

    def check_tool(self) -> None:
        """Raise ProbeError where the tool has ended although nobody has stopped it."""
        if self.tool.gone and self.target is not self.tool:
            self._fail()

    def _hopeless(self) -> bool:
        """Tell whether nothing is left that could become the target, or it runs as another user."""
        # Of one that is not below the tool nothing follows: anybody could have connected.
        if any(refusal.below for refusal in self.witnesses.refused):
            return True
        return self.tool.gone and all(one.state == "Z" for one in descendants(os.getpid()))

    def _fail(self) -> NoReturn:
        why = self._origin() or self._end_of_tool()
        if why is None and self.output.asks():
            why = "it asks for a password, which a service cannot give"
        if why is None:
            asks = ", and the tool seems to ask for something" if self.output.seems_to_ask() else ""
            why = f"the target was not ready after {READY:.0f} s{asks}"
        printed = " ".join(self.output.text.split()) or "nothing"
        raise ProbeError(f"cannot probe {self.plan.name}: {why}; it printed: {printed}")

    def _origin(self) -> str | None:
        """Return what is wrong with a target that was refused, or None where there was none."""
        for refusal in self.witnesses.refused:
            if not refusal.below:
                return (
                    f"the target was started by {refusal.parent}, not by the tool: what stops it is not the "
                    "end of the tool"
                )
            return f"the target ran as uid {refusal.uid}, not as {self.plan.user.name}"
        return None

    def _end_of_tool(self) -> str | None:
        if not self.tool.gone:
            return None
        end, _ = self.tool.end()
        words = described(None if end is None else end.to_json())
        if self.target is not None:
            return (
                f"it {words} and left the target in the background: the PID that a supervisor knows is gone "
                "before there is anything to stop"
            )
        return f"it {words} before the target was ready"

    def _on_message(self, witness: Witness, message: Message) -> None:
        if message.word == "ready":
            self._on_ready(witness, message)
        elif witness.role == "":
            return
        elif message.word == "received":
            self._on_received(witness, message)
        elif message.word == "leaving" and witness.role == "target":
            self.announced = message.values["status"]
            self.log.add("target-leaving", message.time, pid=witness.pid, status=self.announced)
        elif message.word == "marker" and witness.role == "target" and os.path.exists(self.plan.marker):
            self.log.add("marker", message.time, pid=witness.pid)

    def _on_ready(self, witness: Witness, message: Message) -> None:
        now = stat(witness.pid)
        if now is None or witness.role:
            return
        place = {
            "pid": now.pid,
            "ppid": now.ppid,
            "pgid": now.pgid,
            "sid": now.sid,
            "uid": self.plan.user.uid,
        }
        if message.values["role"] == "child":
            if not any(process.role == "child" for process in self.processes.known):
                witness.role = "child"
                self.processes.add("child", witness.pid, os.dup(witness.pidfd))
                self.log.add("child-ready", message.time, **place)
        elif self.target is None:
            witness.role = "target"
            self._add_target(witness, message, place)
        elif self.target.gone:
            self.log.add("target-restarted", message.time, pid=witness.pid)

    def _add_target(self, witness: Witness, message: Message, place: dict[str, int]) -> None:
        above = ancestors(witness.pid, os.getpid())
        if witness.pid == self.tool.pid:
            self.target = self.tool
        else:
            self.target = self.processes.add("target", witness.pid, os.dup(witness.pidfd))
        for one in reversed(above):
            if one.pid != self.tool.pid:
                self.processes.add("between", one.pid)
        self.log.add(
            "target-ready",
            message.time,
            **place,
            above=[{"pid": one.pid, "name": one.name} for one in above],
            ignored=[name_of(number) for number in message.values["ignored"]],
            blocked=[name_of(number) for number in message.values["blocked"]],
        )

    def _on_received(self, witness: Witness, message: Message) -> None:
        sender: int | None = message.values["sender"]
        if self.plan.scenario.pid1:
            # The witness knows its namespace's numbers; 0 is a sender outside, which only the observer is.
            sender = self.processes.pid_of_inner(sender) if sender else os.getpid()
        name = name_of(message.values["signal"])
        if witness.role == "target":
            self.received.add(name)
        self.log.add(
            "signal-received",
            message.time,
            pid=witness.pid,
            signal=name,
            code=code_name(message.values["code"]),
            sender_pid=sender or None,
        )
