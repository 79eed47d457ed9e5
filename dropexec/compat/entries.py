"""The catalogue as JSON: the shapes that ``compat list``, ``show`` and ``here`` print with --json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dropexec.compat.model import Catalogue, Claim, Implementation, Row
from dropexec.compat.values import json_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.compat.identify import Here
    from dropexec.compat.lookup import Found

Entry = dict[str, Any]


def listing(known: Catalogue) -> list[Entry]:
    """Return one ``{name, kind, releases}`` for each implementation, then for each distribution."""
    implementations = [
        {
            "name": item.name,
            "kind": "implementation",
            "releases": [part.release.versions for part in item.ranges],
        }
        for item in known.implementations.values()
    ]
    distributions = [
        {"name": item.id, "kind": "distribution", "releases": [row.release for row in item.rows]}
        for item in known.distributions.values()
    ]
    return implementations + distributions


def entry(known: Catalogue, found: Found) -> Entry | list[Entry]:
    """Return what ``compat show --json`` prints: an object; an array for several releases."""
    if isinstance(found, Implementation):
        ranges = [
            {"versions": part.release.versions, "claims": _claims(part.claims)} for part in found.ranges
        ]
        return {"implementation": found.name, "ranges": ranges}
    if isinstance(found, Row):
        return _row(found, known.claims_of(found).claims)
    return [_row(row, known.claims_of(row).claims) for row in found.rows]


def here(machine: Here) -> Entry:
    """Return what ``compat here --json`` prints: a distribution's object and ``path`` and ``package``."""
    return {**_row(machine.row, machine.claims.claims), "path": machine.path, "package": machine.package}


def _row(row: Row, claims: Iterable[Claim]) -> Entry:
    return {
        "distribution": row.distribution,
        "release": row.release,
        "implementation": row.implementation,
        "version": row.version,
        "evidence": row.evidence.value,
        "source": row.source,
        "claims": _claims(claims),
    }


def _claims(claims: Iterable[Claim]) -> list[Entry]:
    return [
        {
            "behaviour": claim.behaviour,
            "value": json_value(claim.value),
            "evidence": claim.evidence.value,
            "source": claim.source,
            "note": claim.remark,
        }
        for claim in claims
    ]
