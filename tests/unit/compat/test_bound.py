"""A time that had not come when the target ended speaks against a claim only past the claim's tolerance."""

from __future__ import annotations

import pytest

from dropexec.compat.compare import DISAGREE, INCONCLUSIVE, check_recording

SU = {"name": "su", "path": "/usr/bin/su", "version": "2.38.1", "package": "util-linux 2.38.1-5+deb12u3"}


@pytest.mark.parametrize(
    ("lived", "verdict"), [(1.9, INCONCLUSIVE), (2.5, INCONCLUSIVE), (2.51, DISAGREE), (9.0, DISAGREE)]
)
def test_no_forced_end_within_the_tolerance_of_the_claimed_one_is_inconclusive(
    lived: float, verdict: str
) -> None:
    """The claim is 2 s, give or take half a second."""
    recording = {
        "format": "dropexec-recording/1",
        "tool": SU,
        "scenario": "slow",
        "facts": {"grace_seconds": None, "unforced_seconds": lived},
        "undetermined": {"grace_seconds": f"none in the {lived} s that the target took"},
    }
    (found,) = [one for one in check_recording(recording) if one.behaviour == "grace_seconds"]
    assert found.verdict == verdict
