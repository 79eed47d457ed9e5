"""probed.toml: for each implementation and release the recordings, and the claims that each agrees with.

``dropexec.compat.proof`` writes it, from the recordings; reading it needs none of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.compat.model import Catalogue, Implementation, Proof, ReleaseClaims
from dropexec.compat.versions import Version

if TYPE_CHECKING:
    from dropexec.compat.schema import Table


def with_proofs(known: Catalogue, root: Table, recordings: frozenset[str]) -> Catalogue:
    """Return ``known`` with the proofs that ``root`` has, and each claim that has one as a probed one.

    Such a claim's source is the best recording's file name, one of ``recordings``, and its note ends in the
    citation that it had. Raises CatalogueError for an implementation, release, behaviour or recording that
    is not there, and for a claim without a value.
    """
    implementations = {name: proven(item, root, recordings) for name, item in known.implementations.items()}
    root.finish()
    return replace(known, implementations=implementations)


def proven(item: Implementation, root: Table, recordings: frozenset[str]) -> Implementation:
    """Return ``item`` with the proofs that ``root`` has of it, as with_proofs() does."""
    measured = measured_by(item, root, recordings)
    return replace(measured, ranges=tuple(part.proven() for part in measured.measured or item.ranges))


def measured_by(item: Implementation, root: Table, recordings: frozenset[str]) -> Implementation:
    """Return ``item`` with the proofs for its ``at``; what its ``ranges`` say is left as it was written."""
    return _implementation(item, root.table(item.name), recordings) if item.name in root else item


def _implementation(item: Implementation, table: Table, recordings: frozenset[str]) -> Implementation:
    measured = tuple(
        _stretch(part, table.table(part.release.id), recordings) if part.release.id in table else part
        for part in item.ranges
    )
    table.finish()
    return replace(item, measured=measured)


def _stretch(part: ReleaseClaims, table: Table, recordings: frozenset[str]) -> ReleaseClaims:
    """Return ``part`` with the proofs of ``table``, which has a table for each series of recordings."""
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for series in table:
        _read_series(part, table.table(series), series, recordings, proofs)
    table.finish()
    claims = tuple(
        replace(claim, proofs=tuple(proofs[claim.behaviour])) if claim.behaviour in proofs else claim
        for claim in part.claims
    )
    return replace(part, claims=claims)


def _read_series(
    part: ReleaseClaims,
    table: Table,
    series: str,
    recordings: frozenset[str],
    proofs: dict[str, list[Proof]],
) -> None:
    version, on, built = Version(table.text("version")), table.text("on"), table.flag("built")
    known = {claim.behaviour: claim for claim in part.claims}
    for ending in table:
        if ending in ("version", "on", "built"):
            continue
        recording = f"{series}-{ending}.json"
        if recording not in recordings:
            raise table.error(ending, f"no recording {recording!r}")
        for behaviour in table.texts(ending):
            if behaviour not in known:
                raise table.error(ending, f"no behaviour {behaviour!r}")
            if not known[behaviour].known:
                raise table.error(ending, f"{behaviour} has no value that a recording could prove")
            proofs[behaviour].append(Proof(recording, version, on, built))
    table.finish()
