"""The catalogue's nouns: behaviours, claims, releases, implementations, distributions."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.compat.versions import Range, Version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

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
class Proof:
    """A recording, by its file's name, that agrees with a claim: of which version it is, and made where.

    ``built`` tells a tool that was built for the recording from one that a distribution packaged.
    """

    recording: str
    version: Version
    on: str
    built: bool = False

    @property
    def where(self) -> str:
        """Where and of what the recording is, as text: ``Debian 13, 2.41.5``."""
        return f"{self.on}, {self.version}{', built from source' if self.built else ''}"


@dataclass(frozen=True)
class Claim:
    """One answer. ``known`` is false where nobody looked; a known None means "there is none".

    ``proofs`` are the recordings that agree with it, of any version of the release. Where one of them makes
    the claim a probed one, ``probed_on`` says where that was made, and ``source`` is its file.
    """

    behaviour: str
    value: Value
    known: bool
    evidence: Evidence
    source: str
    note: str = ""
    settles: str = ""
    proofs: tuple[Proof, ...] = ()
    probed_on: str = ""

    @property
    def remark(self) -> str:
        """Where it was probed, the note, and what would settle an unverified claim."""
        near = ""
        if self.proofs and not self.probed_on:
            near = f"A recording of another version agrees: {max(self.proofs, key=_rank).where}."
        return " ".join(
            filter(
                None,
                [
                    f"Probed on {self.probed_on}." if self.probed_on else "",
                    self.note,
                    f"To settle: {self.settles}." if self.settles else "",
                    near,
                ],
            )
        )

    def proven(self, proofs: Collection[Proof]) -> Claim:
        """Return the claim as a probed one by the best of ``proofs``; without any, as it is.

        A packaged tool goes before one that was built for the recording, then the newest version, then the
        first file name. The citation that the claim had ends its note.
        """
        if not proofs or self.evidence is Evidence.PROBED:
            return self
        best = max(sorted(proofs, key=lambda proof: proof.recording), key=_rank)
        return replace(
            self,
            evidence=Evidence.PROBED,
            source=best.recording,
            note=" ".join(filter(None, [self.note, f"Also: {self.source}"])),
            settles="",
            probed_on=best.where,
        )


def _rank(proof: Proof) -> tuple[bool, Version]:
    return not proof.built, proof.version


@dataclass(frozen=True)
class Release:
    """A stretch of releases that behave alike; ``variant`` is a build or patch set that does not.

    ``read`` is the version or commit in the stretch whose source was read for it.
    """

    id: str
    range: Range
    variant: str | None
    note: str = ""
    read: str = ""

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

    def proven(self, version: Version | None = None, texts: Iterable[frozenset[str]] = ()) -> ReleaseClaims:
        """Return the claims as probed ones where a recording agrees: of ``version``, None for any.

        A recording of another version counts where its source is the same text, as the groups ``texts``
        say. A build with a variant is told by the packager's whole number, any other by upstream's.
        """
        if version is None:
            return replace(self, claims=tuple(claim.proven(claim.proofs) for claim in self.claims))
        names = self._names(version)
        same = names.union(*(group for group in texts if group & names))
        return replace(
            self,
            claims=tuple(
                claim.proven([proof for proof in claim.proofs if self._names(proof.version) & same])
                for claim in self.claims
            ),
        )

    def _names(self, version: Version) -> frozenset[str]:
        whole = version.text.partition(":")[2] or version.text
        return frozenset([whole] if self.release.variant else [whole, version.upstream])


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
    texts: tuple[frozenset[str], ...] = ()
    """Groups of versions in which the tool's source is the same text."""

    measured: tuple[ReleaseClaims, ...] = ()
    """The ranges as they were written, with the proofs for each claim; empty where nothing was proven."""

    def stretch(self, version: Version, variant: str | None = None) -> ReleaseClaims | None:
        """Return the release that has ``version``; a variant that is not split off is the ordinary build."""
        for wanted in (variant, None):
            for item in self.measured or self.ranges:
                if item.release.variant == wanted and version in item.release.range:
                    return item
        return None

    def at(self, version: Version, variant: str | None = None) -> ReleaseClaims | None:
        """Return the claims for one version: probed where a recording of it, or of the same text, agrees."""
        found = self.stretch(version, variant)
        return found.proven(version, self.texts) if found else None


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
