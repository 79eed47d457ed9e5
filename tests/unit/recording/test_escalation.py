"""What counts as a forced end: never what the observer itself has sent."""

from __future__ import annotations

from dropexec.recording.escalation import Forced, forced
from dropexec.recording.scenario import SCENARIOS
from dropexec.recording.timeline import Event, Timeline
from tests.unit.recording import examples

SCENARIO = SCENARIOS["slow"]
BESIDE = [*examples.up(examples.TOOL), examples.sent(), examples.received(0.01)]


def test_the_observers_own_sigkill_is_no_escalation_of_the_tools() -> None:
    tidied = examples.made(9.0, "SIGKILL", sender=examples.OBSERVER)
    assert forced(Timeline([*BESIDE, tidied]), SCENARIO) is None


def test_of_two_sigkills_the_first_counts() -> None:
    later = [examples.made(3.0, "SIGKILL"), examples.made(2.0, "SIGKILL")]
    assert forced(Timeline([*BESIDE, *later]), SCENARIO) == Forced(2.0, "SIGKILL")


def ended_by_itself(*, traced: bool) -> list[Event]:
    """A target that has shut down in a second ends with the signal that it was told to stop by."""
    return [
        *BESIDE,
        examples.made(0.01, "SIGTERM"),
        examples.made(1.0, "SIGTERM", sender=examples.TARGET),
        examples.target_ended(1.001, examples.TERMINATED, "other"),
        examples.tool_ended(1.002, examples.TERMINATED),
        examples.over(1.01, traced=traced),
    ]


def test_a_signal_that_the_target_sends_to_itself_forces_nothing() -> None:
    assert forced(Timeline(ended_by_itself(traced=True)), SCENARIO) is None


def test_without_a_trace_a_late_end_by_a_signal_is_forced() -> None:
    assert forced(Timeline(ended_by_itself(traced=False)), SCENARIO) == Forced(1.001, "SIGTERM")
