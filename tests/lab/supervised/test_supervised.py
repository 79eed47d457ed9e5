"""What a supervisor and its service know of each other with su, and with dropexec, between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab.process import Ending, LabError
from tests.lab.supervised import artefacts
from tests.lab.supervised.catalogue import MANAGERS
from tests.lab.supervised.facts import CRASH, FAULT, Facts
from tests.lab.supervised.survey import Results, survey

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

#: What util-linux su makes of it under any supervisor that sends its signals to the PID that it knows.
LOST = Facts(
    same_pid=False,
    between=("su",),
    reload_arrived=False,
    finished=False,
    stop_seconds=2.0,
    stop_end=Ending(signal="SIGTERM"),
    restarted=False,
    crash_end=CRASH,
    fault_end=Ending(status=139),
)

#: What a stop takes at least: the target's own 6 s, su's 2 s. What it takes at most is the machine's affair.
OWN_SECONDS = 5.9
SU_SECONDS = 1.9


@pytest.fixture(scope="module")
def results(world: Path) -> Results:
    """Every supervisor that can be had here, with both launchers."""
    here = [name for name, kind in MANAGERS.items() if kind.missing() is None]
    try:
        built = artefacts.build(world)
    except LabError as error:
        pytest.skip(str(error))
    return survey(here, built)


def facts(results: Results, name: str, launcher: str) -> Facts:
    reason = MANAGERS[name].missing()
    if reason is not None:
        pytest.skip(reason)
    found = results[name, launcher]
    if isinstance(found, LabError):
        raise found
    return found


@pytest.mark.parametrize("name", MANAGERS)
def test_with_dropexec_the_supervisor_has_the_service_itself(results: Results, name: str) -> None:
    found = facts(results, name, "dropexec")
    assert found == Facts(
        same_pid=True,
        between=(),
        reload_arrived=True,
        finished=True,
        stop_seconds=found.stop_seconds,
        stop_end=Ending(status=0) if MANAGERS[name].tells_stop else None,
        restarted=True,
        crash_end=CRASH,
        fault_end=FAULT,
        features=dict.fromkeys(MANAGERS[name].promises, True),
    )
    assert found.stop_seconds >= OWN_SECONDS
    assert found.faithful


@pytest.mark.parametrize("name", MANAGERS)
def test_with_su_the_supervisor_has_su(results: Results, name: str) -> None:
    found = facts(results, name, "su")
    end = LOST.stop_end if MANAGERS[name].tells_stop else None
    expected = replace(LOST, stop_seconds=found.stop_seconds, stop_end=end)
    assert found == replace(expected, **MANAGERS[name].with_su)
    assert found.stop_seconds >= SU_SECONDS
    assert not found.faithful
