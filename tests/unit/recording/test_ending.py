from __future__ import annotations

import signal
from typing import Any

import pytest

from dropexec.recording.ending import Ending, described

TERM = Ending(signal="SIGTERM")


@pytest.mark.parametrize(
    ("status", "end", "words"),
    [
        (0, {"status": 0}, "exited with status 0"),
        (7 << 8, {"status": 7}, "exited with status 7"),
        (255 << 8, {"status": 255}, "exited with status 255"),
        (signal.SIGTERM, {"signal": "SIGTERM"}, "was terminated by SIGTERM"),
        (signal.SIGSEGV | 128, {"signal": "SIGSEGV"}, "was terminated by SIGSEGV"),
        (40, {"signal": "SIG40"}, "was terminated by SIG40"),
    ],
)
def test_a_wait_status_is_a_status_or_a_signal(status: int, end: dict[str, Any], words: str) -> None:
    assert Ending.of_wait_status(status).to_json() == end
    assert Ending.from_json(end) == Ending.of_wait_status(status)
    assert described(end) == words


def test_an_end_that_nobody_knows_is_an_end() -> None:
    assert described(None) == "ended"


@pytest.mark.parametrize(
    ("target", "tool", "truthful"),
    [
        (TERM, TERM, True),
        (TERM, Ending(status=143), True),
        (TERM, Ending(status=15), False),
        (Ending(status=143), TERM, False),
        (Ending(status=0), Ending(status=255), False),
        (Ending(status=7), Ending(status=7), True),
        (Ending(signal="SIGKILL"), Ending(status=143), False),
        (Ending(signal="SIGKILL"), Ending(status=137), True),
    ],
)
def test_a_shells_status_for_a_signal_is_truthful(target: Ending, tool: Ending, truthful: bool) -> None:
    assert target.reported_as(tool) is truthful


@pytest.mark.parametrize("both", [{}, {"status": 0, "signal": "SIGTERM"}])
def test_an_ending_has_either_a_status_or_a_signal(both: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either a status or a signal"):
        Ending.from_json(both)
