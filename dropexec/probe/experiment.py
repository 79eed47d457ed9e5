"""Put a subject through a scenario and make the recording: the one place where all the parts meet."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.machine.os_release import read_system
from dropexec.probe import interpreter, template
from dropexec.probe.errors import ProbeError
from dropexec.probe.observer import SETTLE, observe
from dropexec.probe.race import race
from dropexec.probe.scratch import ScratchDirectory
from dropexec.probe.stage import READY, Plan
from dropexec.probe.subreaper import Subreaper
from dropexec.probe.user import User
from dropexec.recording.document import Recording
from dropexec.recording.facts import derive
from dropexec.recording.outcome import outcome_of
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from dropexec.probe.subject import Subject
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event

# On top of what an observation may take by its own deadlines: two more settlings and a busy machine.
_MARGIN = 10.0


@dataclass(frozen=True)
class Setup:
    """What all experiments of one session share: target user, shell and form, the witness's Python."""

    user: User
    shell: str
    form: str
    python: str
    attempts: int = 100
    trace: bool = True

    @classmethod
    def prepare(cls, user: str, shell: str, form: str, attempts: int = 100, *, trace: bool = True) -> Setup:
        """Return the setup for `user`, a name; raise ProbeError where something is missing."""
        if os.geteuid() != 0:
            raise ProbeError(
                "cannot probe as an ordinary user: only root can become another user as a service does; "
                "run it as root"
            )
        account = User.named(user)
        if not os.path.isabs(shell) or shutil.which(shell) is None:
            raise ProbeError(
                f"cannot probe with the shell {shell}: it is not the absolute path of an executable"
            )
        return cls(account, shell, form, interpreter.find(account.uid, account.gid), attempts, trace)

    def probe(self, subject: Subject, scenario: Scenario) -> Recording:
        """Run `scenario` with `subject` and return the recording; raise ProbeError where that fails."""
        with contextlib.ExitStack() as stack:
            run = stack.enter_context(self._begin(subject, scenario))
            companion = scenario.companion()
            beside = None
            if companion is not None:
                beside = stack.enter_context(self._begin(subject, companion))
            # Other programs are asked for this; they have the tool's own waiting for it.
            tool = _describe(subject)
            deadline = time.monotonic() + READY + scenario.watch + scenario.response.seconds + _MARGIN
            events: list[Event] = run.result(deadline + self.attempts * scenario.many)
            if beside is not None and not Timeline(events).in_place():
                with contextlib.suppress(ProbeError):
                    events.append(_control(beside.result(deadline), companion.name if companion else ""))
        return self._recording(subject, tool, scenario, events)

    def _begin(self, subject: Subject, scenario: Scenario) -> Subreaper:
        return Subreaper(lambda cancel_pipe: self._carry_out(subject, scenario, cancel_pipe))

    def _carry_out(self, subject: Subject, scenario: Scenario, cancel_pipe: int) -> list[Event]:
        """Return the events of a run of `scenario` with `subject`; this is what goes on inside a cage."""
        token = os.urandom(8).hex()
        with ScratchDirectory(self.user.uid, self.user.gid) as scratch:
            command = (
                *(self.python, "-I", "-S", scratch.witness),
                *(scenario.response.word(), scratch.socket, token, scratch.marker),
            )
            order = template.Values(
                self.user.name, self.user.uid, self.user.gid, self.shell, self.form, command, scratch.path
            )
            plan = Plan(
                subject.name,
                template.expand(subject.template, order),
                scenario,
                scratch.socket,
                scratch.marker,
                token,
                self.user.uid,
                self.trace,
            )
            if scenario.many:
                return race(plan, cancel_pipe, self.attempts)
            return observe(plan, cancel_pipe)

    def _recording(
        self, subject: Subject, tool: dict[str, str | None], scenario: Scenario, events: list[Event]
    ) -> Recording:
        facts = derive(events, scenario)
        outcome = outcome_of(events, scenario, facts.values, subject.name)
        places = template.places(subject.template)
        return Recording(
            tool=tool,
            host=_host(),
            scenario=scenario.name,
            signal=scenario.signal,
            shell=os.path.realpath(self.shell) if "shell" in places else None,
            form=self.form if "shell_command" in places else None,
            argv=tuple(
                template.displayed(subject.template, user=self.user.name, shell=self.shell, form=self.form)
            ),
            events=tuple(events),
            facts=facts.values,
            undetermined=facts.undetermined,
            outcome=outcome.word,
            consequence=outcome.consequence,
        )


def _host() -> dict[str, str | None]:
    system = read_system()
    return {"id": system.id, "version_id": system.version or None, "kernel": os.uname().release}


def _describe(subject: Subject) -> dict[str, str | None]:
    package = None if subject.package is None else str(subject.package)
    return {"name": subject.name, "path": subject.path, "version": subject.version, "package": package}


def _control(events: list[Event], scenario: str) -> Event:
    """Return the run beside as the one event that the main run's facts need of it."""
    timeline = Timeline(events)
    target: dict[str, Any] = timeline.first("target-ended") or {}
    over = timeline.first("watch-ended") or {}
    return {
        "t": over.get("t", SETTLE),
        "event": "control",
        "scenario": scenario,
        "target_ended": target.get("t"),
        "reaped_by": target.get("reaped_by"),
        "tool_ended": timeline.time("tool-ended"),
        "kill_made": timeline.time("signal-made", process="target", signal="SIGKILL"),
        "traced": bool(over.get("traced")),
    }
