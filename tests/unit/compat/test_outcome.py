from __future__ import annotations

import pytest

from dropexec.compat.load import catalogue
from dropexec.compat.outcome import consequence, outcome
from dropexec.recording.outcomes import OUTCOMES

KNOWN = catalogue()


@pytest.mark.parametrize(
    ("release", "word", "sentence"),
    [
        (
            "alpine:3.20",
            "transparent",
            "The service itself gets every signal, and its exit status is the one",
        ),
        (
            "debian:12",
            "kills-slow-shutdown",
            "TimeoutStopSec is not honoured: the service is killed 2 s after",
        ),
        (
            "ubuntu:18.04",
            "waits-but-misreports",
            "The service may finish, but an orderly end after two seconds",
        ),
        ("debian:7", "orphans-target", "The service is not told to stop: it lives on without a supervisor."),
    ],
)
def test_the_claims_for_a_release_come_to_a_word_and_a_sentence(
    release: str, word: str, sentence: str
) -> None:
    distribution, _, number = release.partition(":")
    row = KNOWN.distributions[distribution].row(number)
    assert row is not None
    claims = KNOWN.claims_of(row)
    assert outcome(claims) == word
    assert consequence(claims).startswith(sentence)
    assert consequence(claims).endswith(".")


def test_sudo_forwards_and_waits() -> None:
    claims = KNOWN.implementations["sudo"].ranges[-1]
    assert outcome(claims) == "forwards-and-waits"
    assert consequence(claims) == "SIGTERM is passed on, and the tool waits as long as the service needs."


def test_a_tool_that_keeps_the_signal_to_itself_and_stays_loses_it() -> None:
    claims = KNOWN.implementations["unshare-pid"].ranges[-1]
    assert outcome(claims) == "loses-signal"
    assert consequence(claims) == (
        "The signal ends at the tool: neither it nor the service stops before it is killed."
    )


def test_every_outcome_of_the_catalogue_has_its_words_in_the_report() -> None:
    found = {outcome(part) for item in KNOWN.implementations.values() for part in item.ranges}
    assert found <= set(OUTCOMES)
