"""This machine's su, run over a witness: recordings to hold the catalogue against."""

from __future__ import annotations

from typing import Any

from dropexec.doctor.errors import CannotLookError
from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.recording.scenario import SCENARIOS

_SCENARIOS = ("prompt", "slow")


def recordings() -> list[dict[str, Any]]:
    """Run su for nobody and return what was recorded; raise CannotLookError where that fails."""
    try:
        setup = Setup.prepare("nobody", "/bin/sh", "exec")
        su = subject.named("su")
        return [setup.probe(su, SCENARIOS[name]).to_json() for name in _SCENARIOS]
    except ProbeError as error:
        raise CannotLookError(str(error)) from None
