"""What counts as a forced end: never what the observer itself has sent."""

from __future__ import annotations

from dropexec.recording.escalation import Forced, forced
from dropexec.recording.scenario import SCENARIOS
from dropexec.recording.timeline import Timeline
from tests.unit.recording import examples

SCENARIO = SCENARIOS["slow"]
BESIDE = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.01)]


def test_the_observers_own_sigkill_is_no_escalation_of_the_tools() -> None:
    tidied = examples.made(9.0, "SIGKILL", sender=examples.OBSERVER)
    assert forced(Timeline([*BESIDE, tidied]), SCENARIO) is None


def test_of_two_sigkills_the_first_counts() -> None:
    later = [examples.made(3.0, "SIGKILL"), examples.made(2.0, "SIGKILL")]
    assert forced(Timeline([*BESIDE, *later]), SCENARIO) == Forced(2.0, "SIGKILL")
