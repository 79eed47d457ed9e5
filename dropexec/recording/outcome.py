"""What a recording means for the person whose service it is: one word, one sentence.

An outcome rests on known facts only. The rules are asked in order; one that an undetermined fact leaves open
leaves its outcome possible, and where more than one is, the recording is inconclusive. Knowing less can
therefore never turn one definite outcome into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional

from dropexec.recording import consequence
from dropexec.recording.ending import Ending
from dropexec.recording.escalation import STOPS
from dropexec.recording.outcomes import (
    ENDS_FIRST,
    FORWARDS,
    INCONCLUSIVE,
    KILLS,
    LOSES,
    MISREPORTS,
    NEVER_TOLD,
    ORPHANS,
    RESTARTS,
    TRANSLATES,
    TRANSPARENT,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropexec.recording.facts import Facts
    from dropexec.recording.scenario import Scenario

_SHORT = {
    TRANSPARENT: "is transparent",
    FORWARDS: "waits",
    MISREPORTS: "misreports",
    TRANSLATES: "translates the signal",
    KILLS: "kills",
    RESTARTS: "restarts",
    ENDS_FIRST: "ends first",
    NEVER_TOLD: "leaves the target untold",
    LOSES: "loses the signal",
    INCONCLUSIVE: "does nothing of the kind",
    ORPHANS: "orphans",
}

# True, False, or None where the facts leave it open.
_Answer = Optional[bool]
_Rule = tuple[str, "Callable[[_Case], _Answer]", tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """An outcome's word and its consequence, one sentence with the numbers of this recording."""

    word: str
    consequence: str


class _Case:
    """The facts of one run, asked in yes, no and don't know."""

    def __init__(self, scenario: Scenario, facts: Facts) -> None:
        self.scenario, self.facts = scenario, facts

    def value(self, name: str) -> Any:
        return self.facts.values.get(name)

    def holds(self, name: str) -> _Answer:
        """Return the boolean fact ``name``."""
        return bool(self.value(name)) if self.facts.known(name) else None

    def in_place(self) -> _Answer:
        forks = self.holds("forks")
        return None if forks is None else not forks

    def forced(self) -> _Answer:
        return self.value("unforced_seconds") is None if self.facts.known("unforced_seconds") else None

    def untold(self) -> _Answer:
        """Tell whether what the target inherits keeps the signal from it; SIGKILL nobody can ignore."""
        signal = self.scenario.signal
        if signal == "SIGKILL":
            return False
        answers = [
            signal in self.value(name) if self.facts.known(name) else None
            for name in ("inherits_ignored", "inherits_blocked")
        ]
        return True if True in answers else None if None in answers else False

    def lost(self) -> _Answer:
        return not self.value("target_receives") if self.facts.known("target_receives") else None

    def translated(self) -> _Answer:
        if not self.facts.known("target_receives"):
            return None
        return self.scenario.signal not in self.value("target_receives") and self.scenario.signal != "SIGTSTP"

    def misreported(self) -> _Answer:
        if self.scenario.signal not in STOPS:
            return False  # the target was not to end
        if not (self.facts.known("tool_end") and self.facts.known("target_end")):
            return None
        target, tool = self.value("target_end"), self.value("tool_end")
        return not Ending.from_json(target).reported_as(Ending.from_json(tool))

    def slept(self) -> _Answer:
        waits = self.holds("waits_for_target")
        return None if waits is None else not waits

    def raced(self, outcome: str) -> _Answer:
        return self.value("attempts")[outcome] > 0 if self.facts.known("attempts") else None


_RULES: tuple[_Rule, ...] = (
    (RESTARTS, lambda case: case.holds("restarted"), ("restarted",)),
    (ORPHANS, lambda case: case.holds("orphaned"), ("orphaned",)),
    (KILLS, _Case.forced, ("unforced_seconds",)),
    (LOSES, _Case.lost, ("target_receives",)),
    (TRANSLATES, _Case.translated, ("target_receives",)),
    (NEVER_TOLD, _Case.untold, ("inherits_ignored", "inherits_blocked")),
    (ENDS_FIRST, lambda case: case.holds("ends_first"), ("ends_first",)),
    (MISREPORTS, _Case.misreported, ("target_end", "tool_end")),
)
_IN_PLACE: tuple[_Rule, ...] = ((NEVER_TOLD, _Case.untold, ("inherits_ignored", "inherits_blocked")),)
_RACE: tuple[_Rule, ...] = (
    (ORPHANS, lambda case: case.raced("orphaned"), ("attempts",)),
    (LOSES, lambda case: case.raced("lost"), ("attempts",)),
    (TRANSPARENT, _Case.in_place, ("forks",)),
)


def possible(scenario: Scenario, facts: Facts) -> dict[str, str]:
    """Return each outcome that the known facts leave possible, and why another one is possible beside it.

    The reason of a single outcome is empty. A target that never came up has none; a race that nobody lost is
    inconclusive.
    """
    case = _Case(scenario, facts)
    if scenario.many:
        return _ask(case, _RACE, (INCONCLUSIVE,))
    in_place = case.in_place()
    if in_place is None:
        return {}
    if in_place:
        return _ask(case, _IN_PLACE, (TRANSPARENT,))
    # One that slept through the end of its target would have killed or left behind a slower one.
    waits, slept = (FORWARDS,), (KILLS, ORPHANS)
    answer = case.slept()
    return _ask(case, _RULES, waits if answer is False else slept if answer else waits + slept)


def _ask(case: _Case, rules: tuple[_Rule, ...], otherwise: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, rule, names in rules:
        answer = rule(case)
        if answer is not False:
            reasons = [case.facts.undetermined[name] for name in names if name in case.facts.undetermined]
            found.setdefault(word, reasons[0] if reasons and answer is None else "")
        if answer:
            return found
    for word in otherwise:
        found.setdefault(word, "" if len(otherwise) == 1 else "it did not notice that the target had ended")
    return found


def outcome_of(scenario: Scenario, facts: Facts, tool: str) -> Outcome:
    """Return the outcome of a run of ``scenario`` with ``tool``, a name: a function of the known facts."""
    found = possible(scenario, facts)
    if len(found) == 1 and INCONCLUSIVE not in found:
        word = next(iter(found))
        return Outcome(word, consequence.SENTENCES[word](scenario, facts, tool))
    return Outcome(INCONCLUSIVE, _open(facts, found))


def _open(facts: Facts, found: dict[str, str]) -> str:
    if list(found) == [INCONCLUSIVE]:
        return consequence.unproven(facts)
    if not found:
        return "the service never came up"
    reason = next((reason for reason in found.values() if reason), "not determined")
    return f"{' or '.join(_SHORT[word] for word in found)}: {reason}"
