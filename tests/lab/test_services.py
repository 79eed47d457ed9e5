"""The proof on real input: each service, stopped through su and through dropexec."""

from __future__ import annotations

import os

import pytest

from tests.lab import launchers
from tests.lab.jvm import Jvm, JvmOutcome
from tests.lab.postgresql import Postgresql, PostgresqlOutcome
from tests.lab.process import Ending, LabError
from tests.lab.redis import Redis, RedisOutcome
from tests.lab.service import Outcome, Service, run_trial

pytestmark = [pytest.mark.lab, pytest.mark.root, pytest.mark.timeout(300)]

SIGKILL = Ending(signal="SIGKILL")


def outcome_of(service: Service, name: str) -> Outcome:
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    missing = service.missing()
    if missing is not None:
        pytest.skip(missing)
    try:
        launcher = launchers.find(name)
    except LabError as error:
        pytest.skip(str(error))
    if name == "su" and not launchers.is_util_linux(launcher):
        pytest.skip("this su is not util-linux's, which is the one that kills after 2 s")
    return run_trial(service, launcher)


def assert_killed_after_two_seconds(outcome: Outcome) -> None:
    """Assert the whole of what util-linux su does on SIGTERM to a service that is still shutting down."""
    shutdown = outcome.shutdown
    assert not shutdown.same_process
    assert not shutdown.orphaned
    assert shutdown.target_end == SIGKILL
    assert shutdown.supervised_end == Ending(signal="SIGTERM")
    assert 1.9 <= shutdown.seconds < 3.5
    assert not outcome.intact


def assert_ended_by_itself(outcome: Outcome, status: int) -> None:
    """Assert that the supervised PID was the service and took the more than 2 s that it needed."""
    shutdown = outcome.shutdown
    assert shutdown.same_process
    assert not shutdown.orphaned
    assert shutdown.target_end == shutdown.supervised_end == Ending(status=status)
    assert shutdown.seconds > 2.5
    assert outcome.intact


def test_redis_loses_every_key_when_su_stops_it() -> None:
    outcome = outcome_of(Redis(), "su")
    assert isinstance(outcome, RedisOutcome)
    assert_killed_after_two_seconds(outcome)
    assert outcome.keys_before > 0
    assert (outcome.keys_after, outcome.value_survived, outcome.temporary_files) == (0, False, 1)


def test_redis_keeps_every_key_when_dropexec_started_it() -> None:
    outcome = outcome_of(Redis(), "dropexec")
    assert isinstance(outcome, RedisOutcome)
    assert_ended_by_itself(outcome, status=0)
    assert outcome.keys_before == outcome.keys_after > 0
    assert (outcome.value_survived, outcome.temporary_files) == (True, 0)


def test_postgresql_recovers_from_a_crash_when_su_stops_it() -> None:
    outcome = outcome_of(Postgresql(), "su")
    assert isinstance(outcome, PostgresqlOutcome)
    assert_killed_after_two_seconds(outcome)
    assert (outcome.recovered, outcome.transaction_committed) == (True, False)


def test_postgresql_waits_for_its_clients_when_dropexec_started_it() -> None:
    outcome = outcome_of(Postgresql(), "dropexec")
    assert isinstance(outcome, PostgresqlOutcome)
    assert_ended_by_itself(outcome, status=0)
    assert (outcome.recovered, outcome.transaction_committed) == (False, True)


def test_a_shutdown_hook_is_cut_off_when_su_stops_the_jvm() -> None:
    outcome = outcome_of(Jvm(), "su")
    assert isinstance(outcome, JvmOutcome)
    assert_killed_after_two_seconds(outcome)
    assert 0 < outcome.segments_written < outcome.segments
    assert not outcome.hook_finished


def test_a_shutdown_hook_finishes_when_dropexec_started_the_jvm() -> None:
    outcome = outcome_of(Jvm(), "dropexec")
    assert isinstance(outcome, JvmOutcome)
    # A JVM that SIGTERM stopped says 143 also when all went well; units have SuccessExitStatus=143.
    assert_ended_by_itself(outcome, status=143)
    assert outcome.segments_written == outcome.segments
    assert outcome.hook_finished
