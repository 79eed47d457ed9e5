"""distributions.toml: which implementation each release of a distribution ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.compat.model import Distribution, Implementation, Row
from dropexec.compat.provenance import check_provenance, read_evidence, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.compat.schema import Table
    from dropexec.compat.versions import Version


def read_distributions(
    root: Table, implementations: Mapping[str, Implementation] | None, recordings: frozenset[str]
) -> dict[str, Distribution]:
    """Return the distributions by os-release id, in the file's order; raises CatalogueError.

    Without ``implementations``, whether each row's is there and holds its version is not checked.
    """
    names: dict[str, str] = {}
    for table in root.tables("distribution"):
        names[table.text("id")] = table.text("name")
        table.finish()
    rows: dict[str, list[Row]] = {name: [] for name in names}
    for table in root.tables("row"):
        row = _row(table, names, implementations, recordings)
        if any(other.release == row.release for other in rows[row.distribution]):
            raise table.error("release", f"{row.distribution} {row.release} is there twice")
        rows[row.distribution].append(row)
    root.finish()
    for table in root.tables("distribution"):
        if not rows[table.text("id")]:
            raise table.error("id", "no row")
    return {key: Distribution(key, name, tuple(rows[key])) for key, name in names.items()}


def _row(
    table: Table,
    distributions: Mapping[str, str],
    implementations: Mapping[str, Implementation] | None,
    recordings: frozenset[str],
) -> Row:
    row = Row(
        distribution=table.choice("distribution", distributions),
        release=table.text("release"),
        implementation=table.choice("implementation", implementations)
        if implementations is not None
        else table.text("implementation"),
        version=table.text("version"),
        evidence=read_evidence(table),
        source=table.text("source"),
        variant=table.text("variant", "") or None,
        codename=table.text("codename", "") or None,
        note=table.text("note", ""),
        settles=table.text("settles", ""),
    )
    table.finish()
    check_provenance(table, row.evidence, row.source, row.settles, recordings)
    if implementations is None:
        return row
    implementation = implementations[row.implementation]
    variants = {item.release.variant for item in implementation.ranges}
    if row.variant not in variants:
        raise table.error("variant", f"{row.implementation} has none called {row.variant!r}")
    version = version_of(table, "version")
    if version is None:
        return row
    found = implementation.stretch(version, row.variant)
    if found is None:
        raise table.error("version", f"no release of {row.implementation} holds {row.version}")
    for cut in _cuts(implementation, found.release.variant):
        if version.text == cut.upstream != cut.text:
            raise table.error(
                "version",
                f"{version} is upstream's number, and a release is cut at {cut}: give the packager's",
            )
    return row


def _cuts(implementation: Implementation, variant: str | None) -> list[Version]:
    """Return the numbers at which the releases of one build begin and end."""
    ranges = [item.release.range for item in implementation.ranges if item.release.variant == variant]
    return [cut for stretch in ranges for cut in (stretch.since, stretch.before) if cut is not None]
