"""Derive the facts and outcomes of recordings again: ``python3 -m dropexec.recording.rederive FILE...``.

A recording's events are what was seen; its facts, outcome and consequence follow from them. After a change to
how they follow, this brings the files up to date. It prints the names of those that it rewrote.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.recording.document import Recording
from dropexec.recording.facts import derive
from dropexec.recording.outcome import outcome_of
from dropexec.recording.scenario import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence


def rederived(recording: Recording) -> Recording:
    """Return ``recording`` with facts, outcome and consequence as its events show them now."""
    scenario = SCENARIOS[recording.scenario]
    facts = derive(recording.events, scenario)
    outcome = outcome_of(scenario, facts, str(recording.tool["name"]))
    return replace(
        recording,
        facts=facts.values,
        undetermined=facts.undetermined,
        outcome=outcome.word,
        consequence=outcome.consequence,
    )


def main(names: Sequence[str]) -> None:
    """Bring the files called ``names`` up to date; raise ValueError where one is not a recording."""
    for name in names:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        again = rederived(Recording.from_json(json.loads(text)))
        if json.loads(text) != again.to_json():
            with open(name, "w", encoding="utf-8") as file:
                file.write(again.text())
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
