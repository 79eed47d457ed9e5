"""The catalogue's nouns: behaviours, claims, releases, implementations, distributions."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.versions import Range, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dropexec.compat.values import Value


class Evidence(enum.Enum):
    """How far a claim was checked, strongest first."""

    PROBED = "probed"
    SOURCE = "source"
    REPORTED = "reported"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Behaviour:
    """One question that every implementation answers, and how a probe answers it.

    ``fact`` names the probe's fact that answers it in one of ``scenarios``, run in ``form`` under ``shell``
    (an absent shell: any); without a fact the events of those scenarios do. Without scenarios no recording
    can settle it. ``rare``: not having seen it proves nothing.
    """

    id: str
    question: str
    type: str
    observed: str
    choices: tuple[str, ...] = ()
    nullable: bool = False
    rare: bool = False
    tolerance: float = 0.0
    fact: str | None = None
    scenarios: tuple[str, ...] = ()
    form: str = "exec"
    shell: str | None = None


@dataclass(frozen=True)
class Claim:
    """One answer. ``known`` is false where nobody looked; a known None means "there is none"."""

    behaviour: str
    value: Value
    known: bool
    evidence: Evidence
    source: str
    note: str = ""
    settles: str = ""

    @property
    def remark(self) -> str:
        """The note, and what would settle an unverified claim."""
        return " ".join(filter(None, [self.note, f"To settle: {self.settles}." if self.settles else ""]))


@dataclass(frozen=True)
class Release:
    """A stretch of releases that behave alike; ``variant`` is a build or patch set that does not."""

    id: str
    range: Range
    variant: str | None
    note: str = ""

    @property
    def versions(self) -> str:
        """The stretch as text: ``>=2.22,<2.24``, ``>=2.23.2,<2.24 (el7)``, ``all``."""
        return f"{self.range} ({self.variant})" if self.variant else str(self.range)


@dataclass(frozen=True)
class ReleaseClaims:
    """A release and its claims, in the order of the behaviours."""

    release: Release
    claims: tuple[Claim, ...]

    def __getitem__(self, behaviour: str) -> Claim:
        return next(claim for claim in self.claims if claim.behaviour == behaviour)


@dataclass(frozen=True)
class Implementation:
    """A program (or a supervisor's own directive) that starts a target as another user."""

    name: str
    kind: str
    title: str
    summary: str
    invocation: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]
    ranges: tuple[ReleaseClaims, ...]

    def at(self, version: Version, variant: str | None = None) -> ReleaseClaims | None:
        """Return the claims for one release; a variant that is not split off is the ordinary build."""
        for wanted in (variant, None):
            for item in self.ranges:
                if item.release.variant == wanted and version in item.release.range:
                    return item
        return None


@dataclass(frozen=True)
class Row:
    """Which implementation one release of a distribution ships as its su."""

    distribution: str
    release: str
    implementation: str
    version: str
    evidence: Evidence
    source: str
    variant: str | None = None
    codename: str | None = None
    note: str = ""
    settles: str = ""

    @property
    def remark(self) -> str:
        """The note, and what would settle an unverified row."""
        return " ".join(filter(None, [self.note, f"To settle: {self.settles}." if self.settles else ""]))


@dataclass(frozen=True)
class Distribution:
    """A distribution by its os-release id, and its rows, oldest first."""

    id: str
    name: str
    rows: tuple[Row, ...]

    def row(self, release: str) -> Row | None:
        """Return the row for a release: by number, codename, or the number's leading parts (10.9 is 10)."""
        for row in self.rows:
            if release.lower() in (row.release.lower(), row.codename):
                return row
        shorter, dot, _ = release.rpartition(".")
        return self.row(shorter) if dot else None


@dataclass(frozen=True)
class Catalogue:
    """The whole of the data, checked; every mapping keeps the files' order."""

    behaviours: Mapping[str, Behaviour]
    implementations: Mapping[str, Implementation]
    distributions: Mapping[str, Distribution]

    def rows(self) -> Iterator[Row]:
        """Yield every distribution's rows."""
        for distribution in self.distributions.values():
            yield from distribution.rows

    def claims_of(self, row: Row) -> ReleaseClaims:
        """Return the claims for the release that ``row`` ships; the loader guarantees there is one."""
        found = self.implementations[row.implementation].at(Version(row.version), row.variant)
        if found is None:
            raise LookupError(f"{row.distribution} {row.release}: no range holds {row.version}")
        return found
