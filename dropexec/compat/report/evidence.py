"""Claims as the evidence section shows them: equal ones of several release stretches are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.model import Evidence
from dropexec.compat.report.tables import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.compat.model import Claim, Implementation


@dataclass(frozen=True)
class Shared:
    """An answer, the release stretches that it is true of, and what stands behind it in any of them.

    ``evidence`` has the sources by their level. A recording is cited by the series that it is one of, and
    where that was made.
    """

    behaviour: str
    value: str
    remark: str
    versions: str
    evidence: dict[str, tuple[str, ...]]


def shared_claims(implementation: Implementation) -> Iterator[Shared]:
    """Yield each answer of ``implementation`` once, by behaviour and then by release."""
    for index in range(len(implementation.ranges[0].claims)):
        stretches: dict[tuple[str, str], list[tuple[str, Claim]]] = {}
        for part in implementation.ranges:
            claim = part.claims[index]
            key = (cell(claim).strip(), _remark(claim))
            stretches.setdefault(key, []).append((part.release.versions, claim))
        for (value, remark), found in stretches.items():
            yield Shared(
                behaviour=found[0][1].behaviour,
                value=value,
                remark=remark,
                versions=_versions(implementation, [versions for versions, _ in found]),
                evidence=_evidence([claim for _, claim in found]),
            )


def _evidence(claims: list[Claim]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for level in Evidence:
        for claim in claims:
            if claim.evidence is level:
                found.setdefault(level.value, {}).update(dict.fromkeys(_sources(claim)))
    return {level: tuple(sources) for level, sources in found.items()}


def _versions(implementation: Implementation, named: list[str]) -> str:
    """Return the stretches called ``named`` as text, by the others where those are fewer."""
    others = [part.release.versions for part in implementation.ranges if part.release.versions not in named]
    if not others:
        return "all"
    return f"all but {'; '.join(others)}" if len(others) < len(named) else "; ".join(named)


def _sources(claim: Claim) -> list[str]:
    """Return the source of a claim, and the citation that a probed one had before."""
    _, also, citation = claim.note.rpartition("Also: ")
    source = claim.source
    if claim.probed_on:
        source = f"{source.rpartition('-')[0]}: probed on {claim.probed_on}"
    return [source, citation] if also else [source]


def _remark(claim: Claim) -> str:
    note, also, _ = claim.note.rpartition("Also: ")
    settles = f"To settle: {claim.settles}." if claim.settles else ""
    return " ".join(filter(None, [(note if also else claim.note).strip(), settles]))
