"""Stop the tool in its first milliseconds, many times, and count the targets left behind."""

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
from dropexec.probe.process import ancestors, descendants
from dropexec.probe.stage import READY
from dropexec.probe.subreaper import Cancelled, end_children
from dropexec.probe.witness_socket import Witness, WitnessSocket
from dropexec.recording.signals import name_of

if TYPE_CHECKING:
    from dropexec.probe.message import Message
    from dropexec.probe.stage import Plan
    from dropexec.recording.timeline import Event

#: The signal comes up to this many seconds after the exec of the tool.
WINDOW = 0.010
# Most of a forking tool's life after the signal is its grace period: that many may sit it out at a time.
_ABREAST = 50
# How long a witness that was left behind may take to report, and how often it is looked for.
_REPORTING = 2.0
_INTERVAL = 0.05


@dataclass
class Attempt:
    """One start that is stopped ``delay`` seconds later."""

    token: str
    delay: float
    began: float
    started: Started
    gone: bool = False

    def stop(self) -> None:
        """Send SIGTERM to the tool, as a supervisor does."""
        if not self.gone:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.started.pidfd, signal.SIGTERM)

    def finish(self) -> None:
        """Note that the tool has ended; a descriptor for each start of a long race would be too many."""
        if not self.gone:
            self.gone = True
            os.close(self.started.pidfd)


class Race:
    """All attempts with one tool; each witness has a token of its own, by which its attempt is known."""

    def __init__(self, plan: Plan, cancel_pipe: int) -> None:
        self._plan = plan
        self._loop = Loop()
        self._loop.watch(cancel_pipe, self._cancel)
        self._witnesses = WitnessSocket(plan.socket, plan.user.uid, plan.token, self._loop, self._on_message)
        self._log = Log()
        self._ready: dict[str, tuple[int, Message]] = {}
        self._attempts: list[Attempt] = []

    def _cancel(self) -> None:
        raise Cancelled

    def _on_message(self, witness: Witness, message: Message) -> None:
        if message.word == "ready" and message.token not in self._ready:
            self._ready[message.token] = (witness.pid, message)

    def _begin(self, token: str, delay: float) -> Attempt:
        argv = [word.replace(self._plan.token, token) for word in self._plan.argv]
        started = start(argv, quiet=True)
        attempt = Attempt(token, delay, time.monotonic(), started)
        self._attempts.append(attempt)

        def ended() -> None:
            self._loop.forget(started.pidfd)
            attempt.finish()

        self._loop.watch(started.pidfd, ended)
        return attempt

    def _trial_run(self) -> float:
        """Let one start come up undisturbed, to see that the tool works and what it looks like."""
        attempt = self._begin(f"{self._plan.token}-r", 0.0)
        self._loop.run(lambda: attempt.token in self._ready or attempt.gone, attempt.began + READY)
        if attempt.token not in self._ready:
            raise ProbeError(
                f"cannot probe {self._plan.name}: the target did not come up; the scenario prompt says more"
            )
        target, message = self._ready[attempt.token]
        self._log.add("tool-started", attempt.began, pid=attempt.started.pid)
        self._log.add(
            "target-ready",
            time.monotonic(),
            pid=target,
            above=[{"pid": one.pid, "name": one.name} for one in ancestors(target, os.getpid())],
            ignored=[name_of(number) for number in message.values["ignored"]],
            blocked=[name_of(number) for number in message.values["blocked"]],
        )
        self._log.roles.update({attempt.started.pid: "tool", target: "target"})
        if not attempt.gone:
            self._loop.forget(attempt.started.pidfd)
            attempt.finish()
        end_children()
        self._attempts.clear()
        return time.monotonic()

    def _running(self) -> int:
        return sum(not attempt.gone for attempt in self._attempts)

    def _left(self) -> set[int]:
        return {one.pid for one in descendants(os.getpid()) if one.state != "Z"}

    def run(self, count: int) -> list[Event]:
        """Make ``count`` attempts, delays spread evenly over the window, and return what became of each."""
        zero = self._trial_run()
        for number in range(count):
            attempt = self._begin(f"{self._plan.token}-{number}", WINDOW * number / max(1, count - 1))
            self._loop.run(lambda attempt=attempt: attempt.gone, attempt.began + attempt.delay)  # type: ignore[misc]
            attempt.stop()
            self._loop.run(lambda: self._running() < _ABREAST, time.monotonic() + self._plan.scenario.watch)
        self._loop.run(lambda: self._running() == 0, time.monotonic() + self._plan.scenario.watch)
        # What is left and is a target says so; what never does, say PAM's unix_chkpwd, is none.
        self._loop.run(
            lambda: self._left() <= {pid for pid, _ in self._ready.values()},
            time.monotonic() + _REPORTING,
            every=_INTERVAL,
        )
        left = self._left()
        for attempt in self._attempts:
            self._log.add(
                "attempt", attempt.began, delay=round(attempt.delay, 6), outcome=self._outcome(attempt, left)
            )
            if not attempt.gone:
                self._loop.forget(attempt.started.pidfd)
                attempt.finish()
        self._witnesses.close()
        return self._log.events(zero)

    def _outcome(self, attempt: Attempt, left: set[int]) -> str:
        if not attempt.gone:
            return "lost"
        pid, _ = self._ready.get(attempt.token, (None, None))
        return "orphaned" if pid in left else "ended"


def race(plan: Plan, cancel_pipe: int, count: int) -> list[Event]:
    """Carry out ``plan`` ``count`` times and return an ``attempt`` event for each; in a subreaper.

    Outcomes are ``ended`` (tool and target are gone), ``orphaned`` (the target lives on without the tool) and
    ``lost`` (the tool runs on as if nothing had been sent).
    """
    return Race(plan, cancel_pipe).run(count)
