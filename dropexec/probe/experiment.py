"""Put a subject through a scenario and make the recording: the one place where all the parts meet."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dropexec.machine.os_release import read_system
from dropexec.probe import interpreter, template
from dropexec.probe.errors import ProbeError
from dropexec.probe.exits import kernel_types
from dropexec.probe.observer import observe
from dropexec.probe.process import proc_is_ours, status
from dropexec.probe.race import race
from dropexec.probe.scratch_directory import ScratchDirectory
from dropexec.probe.settling import LONGEST
from dropexec.probe.stage import READY, Plan
from dropexec.probe.subreaper import Subreaper
from dropexec.probe.user import User
from dropexec.recording.document import Recording
from dropexec.recording.escalation import SETTLE, forced
from dropexec.recording.facts import derive
from dropexec.recording.outcome import outcome_of
from dropexec.recording.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.probe.subject import Subject
    from dropexec.recording.scenario import Scenario
    from dropexec.recording.timeline import Event
    from dropexec.watch.bpf.btf import Btf

# What becoming and stopping another user takes; capabilities(7).
_CAPABILITIES = {"CAP_CHOWN": 0, "CAP_KILL": 5, "CAP_SETGID": 6, "CAP_SETUID": 7}

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
    temporary: str | None = None
    types: Btf | None = field(default=None, compare=False, repr=False)
    _done: dict[tuple[Subject, Scenario], tuple[Event, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def prepare(
        cls,
        user: str,
        shell: str,
        form: str,
        attempts: int = 100,
        *,
        trace: bool = True,
        temporary: str | None = None,
    ) -> Setup:
        """Return the setup for ``user``, a name; raise ProbeError where something is missing.

        ``temporary`` is the directory that temporary files are wanted in, if it will do.
        """
        _check_rights()
        account = User.named(user)
        if not os.path.isabs(shell) or shutil.which(shell) is None:
            raise ProbeError(
                f"cannot probe with the shell {shell}: it is not the absolute path of an executable"
            )
        python = interpreter.find(account.uid, account.gid)
        types = kernel_types() if trace else None
        return cls(account, shell, form, python, attempts, trace, temporary, types)

    def probe(self, subject: Subject, scenario: Scenario) -> Recording:
        """Run ``scenario`` with ``subject`` and return the recording; raise ProbeError where that fails.

        A scenario that leaves open whether the tool forces the end of a target in any case is followed by
        its companion, which tells. They do not run at once: many a tool has a lock file.
        """
        events = self._run(subject, scenario)
        companion = scenario.companion()
        if companion is not None and _leaves_open(events, scenario):
            with contextlib.suppress(ProbeError):
                beside = self._done.get((subject, companion)) or self._run(subject, companion)
                events.append(control(beside, companion.name))
        return self._recording(subject, _describe(subject), scenario, events)

    def _run(self, subject: Subject, scenario: Scenario) -> list[Event]:
        """Return the events of a run, and keep them: the scenario may be another one's companion."""
        deadline = time.monotonic() + READY + LONGEST + scenario.watch + scenario.response.seconds + _MARGIN
        with Subreaper(lambda cancel_pipe: self._carry_out(subject, scenario, cancel_pipe)) as run:
            events: list[Event] = run.result(deadline + self.attempts * scenario.many)
        self._done[subject, scenario] = tuple(events)
        return events

    def _carry_out(self, subject: Subject, scenario: Scenario, cancel_pipe: int) -> list[Event]:
        """Return the events of a run of ``scenario`` with ``subject``; called inside a subreaper."""
        token = os.urandom(8).hex()
        with ScratchDirectory(self.user.uid, self.user.gid, self.temporary) as scratch:
            own = "program" in template.places(subject.template)
            command = (
                *(scratch.copy_of(self.python) if own else self.python, "-I", "-S", scratch.witness),
                *(scenario.response.argument(), scratch.socket, token, scratch.marker),
            )
            values = template.Values(
                self.user.name, self.user.uid, self.user.gid, self.shell, self.form, command, scratch.path
            )
            plan = Plan(
                subject.name,
                template.expand(subject.template, values),
                scenario,
                scratch.socket,
                scratch.marker,
                token,
                self.user,
                self.trace,
                self.types,
            )
            if scenario.many:
                return race(plan, cancel_pipe, self.attempts)
            return observe(plan, cancel_pipe)

    def _recording(
        self, subject: Subject, tool: dict[str, str | None], scenario: Scenario, events: list[Event]
    ) -> Recording:
        facts = derive(events, scenario)
        outcome = outcome_of(scenario, facts, subject.name)
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


def _leaves_open(events: Sequence[Event], scenario: Scenario) -> bool:
    """Tell whether the end of the target was forced, and ``events`` do not tell whether it always is."""
    if forced(Timeline(events), scenario) is None:
        return False
    return bool({"escalation", "waits_for_target"} & derive(events, scenario).undetermined.keys())


def control(events: Sequence[Event], scenario: str) -> Event:
    """Return a companion run as the one event that the main run's facts need of it."""
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


def _check_rights() -> None:
    """Raise ProbeError unless this process can do what a supervisor does, and can see what comes of it."""
    if os.geteuid() != 0:
        raise ProbeError(
            "cannot probe as an ordinary user: only root can become another user as a service does; "
            "run it as root"
        )
    if not proc_is_ours():
        raise ProbeError(
            "cannot probe without /proc: it is not mounted, or it is that of another PID namespace; "
            "mount -t proc proc /proc"
        )
    missing = [
        name for name, bit in _CAPABILITIES.items() if not int(status(os.getpid())["CapEff"], 16) >> bit & 1
    ]
    if missing:
        raise ProbeError(
            f"cannot probe without {' and '.join(missing)}: the probe becomes another user and stops what "
            "runs as that user; start it with all of root's capabilities"
        )
