"""The support for a claim or a row: its level of evidence and its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.compat.model import Evidence
from dropexec.compat.versions import Version

if TYPE_CHECKING:
    from dropexec.compat.schema import Table


def read_evidence(table: Table) -> Evidence:
    """Return the level that ``table`` gives; raises CatalogueError."""
    return Evidence(table.choice("evidence", [item.value for item in Evidence]))


_TAG = re.compile(r"@(?:[A-Za-z]+[_-])?v?([0-9]+(?:[._][0-9]+)+(?:[a-z][0-9]+)?)(?=[\s:,;)]|\Z)")
"""A tag that is a release number, as upstreams write it: v2.38.1, 4.13, 1_36_1, SUDO_1_9_5p2."""


def cited_version(citation: str, repository: str) -> Version | None:
    """Return the release of ``repository`` whose tag ``citation`` names, None where it names none."""
    match = _TAG.match(citation, len(repository)) if repository and citation.startswith(repository) else None
    return Version(match[1].replace("_", ".")) if match else None


def check_provenance(
    table: Table, evidence: Evidence, source: str, settles: str, recordings: frozenset[str]
) -> None:
    """Raise CatalogueError unless the source is of the kind that the level asks for."""
    if evidence is Evidence.UNVERIFIED and not settles:
        raise table.error("settles", "missing: an unverified one says what would settle it")
    if evidence is not Evidence.UNVERIFIED and settles:
        raise table.error("settles", f"the evidence is {evidence.value}: nothing is left to settle")
    if evidence is Evidence.PROBED and source not in recordings:
        raise table.error("source", f"no recording {source!r}")


def version_of(table: Table, key: str) -> Version | None:
    """Return the release number under ``key``, None where it is absent; raises CatalogueError."""
    if key not in table:
        return None
    try:
        return Version(table.text(key))
    except ValueError as error:
        raise table.error(key, str(error)) from error
