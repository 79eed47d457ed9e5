from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.lab.process import Ending
from tests.lab.supervised.facts import CRASH, FAULT, Facts

FAITHFUL = Facts(
    same_pid=True,
    between=(),
    reload_arrived=True,
    finished=True,
    stop_seconds=6.04,
    stop_end=Ending(status=0),
    restarted=True,
    crash_end=CRASH,
    fault_end=FAULT,
    features={"readiness": True},
)
LOSSES: dict[str, Any] = {
    "same_pid": False,
    "between": ("su", "sh"),
    "reload_arrived": False,
    "finished": False,
    "stop_end": None,
    "restarted": False,
    "crash_end": Ending(status=1),
    "fault_end": Ending(status=139),
    "features": {"readiness": False},
}


def test_what_was_seen_is_a_line_each() -> None:
    assert FAITHFUL.cell() == (
        "its PID is the target's",
        "between: nothing",
        "stop: finished after 6.0 s, status 0",
        "restart: works",
        "status 7 arrives as status 7",
        "SIGSEGV arrives as SIGSEGV",
        "reload: arrives",
        "readiness: yes",
    )
    assert replace(FAITHFUL, **LOSSES).cell() == (
        "its PID is that of su",
        "between: su, sh",
        "stop: cut off after 6.0 s",
        "restart: the stop is cut off",
        "status 7 arrives as status 1",
        "SIGSEGV arrives as status 139",
        "reload: lost",
        "readiness: no",
    )


@pytest.mark.parametrize("name", [name for name in LOSSES if name != "stop_end"])
def test_any_loss_is_unfaithful(name: str) -> None:
    assert FAITHFUL.faithful
    assert not replace(FAITHFUL, **{name: LOSSES[name]}).faithful
