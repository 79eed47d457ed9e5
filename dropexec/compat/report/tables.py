"""The two tables that every form of the report shows, as rows of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.outcome import outcome
from dropexec.compat.values import show_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.compat.model import Catalogue, Claim, Implementation, ReleaseClaims, Row

COLUMNS = (
    ("processes_between", "Between", "processes between the supervisor and the target"),
    ("term_sent_to", "SIGTERM to", "what SIGTERM to the tool is passed on to"),
    ("grace_seconds", "Grace", "time between SIGTERM and the forced kill"),
    ("escalation", "Kill", "whether the kill is sent in any case, or only to a target that is alive"),
    ("tool_end", "Slow target", "how the tool ends when the target needs 5 s"),
    ("tool_end_prompt", "Prompt target", "how the tool ends when the target exits with status 0 at once"),
    ("orphaned_plain_dash", "dash orphans", "whether a target started without exec from dash lives on"),
)
"""Behaviour, heading and what the heading means, of the columns between the name and the verdict."""


@dataclass(frozen=True)
class Line:
    """One release stretch of an implementation, in words."""

    implementation: Implementation
    part: ReleaseClaims
    cells: tuple[str, ...]
    outcome: str


@dataclass(frozen=True)
class Shipped:
    """One release of a distribution, in words."""

    distribution: str
    row: Row
    part: ReleaseClaims
    outcome: str


def by_implementation(known: Catalogue) -> Iterator[Line]:
    """Yield a line for each release stretch, in the catalogue's order."""
    for implementation in known.implementations.values():
        for part in implementation.ranges:
            cells = tuple(cell(part[behaviour]) for behaviour, _, _ in COLUMNS)
            yield Line(implementation, part, cells, outcome(part))


def by_distribution(known: Catalogue) -> Iterator[Shipped]:
    """Yield a line for each row of the distribution map, in its order."""
    for distribution in known.distributions.values():
        for row in distribution.rows:
            part = known.claims_of(row)
            yield Shipped(distribution.name, row, part, outcome(part))


def cell(claim: Claim) -> str:
    """Return a claim's value in words; a question mark where nobody knows."""
    return show_value(claim.value) if claim.known else "?"
