"""probed.toml: for each implementation, release and behaviour the recording that proves the claim.

``dropexec.compat.proof`` writes it, from the recordings; reading it needs none of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.compat.model import Catalogue, Claim, Evidence, Implementation, ReleaseClaims

if TYPE_CHECKING:
    from dropexec.compat.schema import Table


def with_proofs(known: Catalogue, root: Table, recordings: frozenset[str]) -> Catalogue:
    """Return ``known`` with each claim that ``root`` has a recording for as a probed one.

    Such a claim's source is the recording's file name, one of ``recordings``, and its note ends in the
    citation that it had; one that cites a recording already is left as it is. Raises CatalogueError for an
    implementation, release, behaviour or recording that is not there, and for a claim without a value.
    """
    implementations = {
        name: _implementation(item, root.table(name), recordings) if name in root else item
        for name, item in known.implementations.items()
    }
    root.finish()
    return replace(known, implementations=implementations)


def _implementation(item: Implementation, table: Table, recordings: frozenset[str]) -> Implementation:
    ranges = tuple(
        _stretch(part, table.table(part.release.id), recordings) if part.release.id in table else part
        for part in item.ranges
    )
    table.finish()
    return replace(item, ranges=ranges)


def _stretch(part: ReleaseClaims, table: Table, recordings: frozenset[str]) -> ReleaseClaims:
    claims = tuple(
        _claim(claim, table, recordings) if claim.behaviour in table else claim for claim in part.claims
    )
    table.finish()
    return replace(part, claims=claims)


def _claim(claim: Claim, table: Table, recordings: frozenset[str]) -> Claim:
    recording = table.text(claim.behaviour)
    if recording not in recordings:
        raise table.error(claim.behaviour, f"no recording {recording!r}")
    if not claim.known:
        raise table.error(claim.behaviour, "the claim has no value that a recording could prove")
    if claim.evidence is Evidence.PROBED:
        return claim
    note = " ".join(filter(None, [claim.note, f"Also: {claim.source}"]))
    return replace(claim, evidence=Evidence.PROBED, source=recording, note=note, settles="")
