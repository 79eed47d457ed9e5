"""The catalogue as JSON: what ``compat list``, ``show`` and ``here`` print with --json.

The formats are dropexec-list/1 and dropexec-show/1, described in dropexec/schemas/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dropexec.compat.lookup import Command
from dropexec.compat.model import Catalogue, Claim, Distribution, Implementation, ReleaseClaims, Row
from dropexec.compat.outcome import consequence, outcome
from dropexec.compat.values import json_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.compat.identify import Here
    from dropexec.compat.lookup import Found

Entry = dict[str, Any]

_NOTHING: Entry = {
    "distribution": None,
    "release": None,
    "implementation": None,
    "version": None,
    "evidence": None,
    "source": None,
    "verdict": None,
    "consequence": None,
    "claims": [],
    "ranges": [],
    "releases": [],
}


def listing(known: Catalogue) -> Entry:
    """Return one entry ``{name, kind, releases}`` for each implementation, then for each distribution."""
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
    return {"format": "dropexec-list/1", "entries": implementations + distributions}


def entry(known: Catalogue, found: Found) -> Entry:
    """Return what ``compat show --json`` prints; keys that do not apply are null or empty."""
    if isinstance(found, Implementation):
        return _show(
            "implementation", _ranges_summary(found), implementation=found.name, ranges=_ranges(found)
        )
    if isinstance(found, Command):
        summary = f"{found.name}: {', '.join(item.name for item in found.implementations)}"
        ranges = [part for item in found.implementations for part in _ranges(item)]
        return _show("command", summary, ranges=ranges)
    if isinstance(found, Row):
        part = known.claims_of(found)
        return _show("release", _release_summary(known, found, part), **_row(found, part))
    releases = [_row(row, known.claims_of(row)) for row in found.rows]
    return _show("distribution", _rows_summary(found), distribution=found.id, releases=releases)


def here(known: Catalogue, machine: Here) -> Entry:
    """Return what ``compat here --json`` prints: a release's entry, and ``path`` and ``package``."""
    shown = _show(
        "release",
        _release_summary(known, machine.row, machine.claims),
        **_row(machine.row, machine.claims),
    )
    return {**shown, "path": machine.path, "package": machine.package}


def _show(kind: str, summary: str, **values: Any) -> Entry:
    return {"format": "dropexec-show/1", "kind": kind, "summary": summary, **_NOTHING, **values}


def _ranges_summary(item: Implementation) -> str:
    return f"{item.title}: {', '.join(dict.fromkeys(outcome(part) for part in item.ranges))}"


def _rows_summary(item: Distribution) -> str:
    return f"{item.name}: {', '.join(dict.fromkeys(row.implementation for row in item.rows))}"


def _release_summary(known: Catalogue, row: Row, part: ReleaseClaims) -> str:
    distribution = known.distributions.get(row.distribution)
    name = distribution.name if distribution is not None else row.distribution
    return f"{name} {row.release}: {row.implementation} {row.version}: {outcome(part)}"


def _row(row: Row, part: ReleaseClaims) -> Entry:
    return {
        "distribution": row.distribution,
        "release": row.release,
        "implementation": row.implementation,
        "version": row.version,
        "evidence": row.evidence.value,
        "source": row.source,
        **_consequence(part),
        "claims": _claims(part.claims),
    }


def _ranges(item: Implementation) -> list[Entry]:
    return [
        {
            "implementation": item.name,
            "versions": part.release.versions,
            **_consequence(part),
            "claims": _claims(part.claims),
        }
        for part in item.ranges
    ]


def _consequence(part: ReleaseClaims) -> Entry:
    return {"verdict": outcome(part), "consequence": consequence(part)}


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
