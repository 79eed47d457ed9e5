"""implementations/NAME.toml: releases by range, and for each behaviour the claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.compat.model import Behaviour, Claim, Evidence, Implementation, Release, ReleaseClaims
from dropexec.compat.provenance import check_provenance, cited_version, read_evidence, version_of
from dropexec.compat.values import Value, read_value
from dropexec.compat.versions import Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.compat.schema import Table

KINDS = ("su", "runas", "launcher", "wrapper", "supervisor")
"""A su, an authorising front end, a plain changer of credentials, what is put before a command for another
reason, a service manager's own directive."""


def read_implementation(
    root: Table, behaviours: Mapping[str, Behaviour], recordings: frozenset[str]
) -> Implementation:
    """Return the implementation, with one claim a behaviour for every release; raises CatalogueError."""
    releases = [_release(table) for table in root.tables("release")]
    _refuse_overlaps(root, releases)
    sources = root.table("sources")
    cited = {key: sources.text(key) for key in sources}
    claims = root.table("claims")
    repository = root.text("repository", "")
    answers = {
        name: _answers(claims, behaviour, releases, cited, recordings, repository)
        for name, behaviour in behaviours.items()
    }
    claims.finish()
    used = {table.text("source") for name in claims for table in claims.tables(name)}
    for key in cited:
        if key not in used:
            raise sources.error(key, "no claim cites it")
    implementation = Implementation(
        name=root.text("name"),
        kind=root.choice("kind", KINDS),
        title=root.text("title"),
        summary=root.text("summary"),
        invocation=root.text("invocation"),
        commands=root.texts("commands"),
        packages=root.texts("packages"),
        ranges=tuple(
            ReleaseClaims(release, tuple(answers[name][release.id] for name in behaviours))
            for release in releases
        ),
        texts=_same_texts(root),
    )
    root.finish()
    return implementation


def _same_texts(root: Table) -> tuple[frozenset[str], ...]:
    """Return the groups of versions that the tables ``text`` say have the same source; there may be none."""
    groups = []
    for table in root.tables("text") if "text" in root else ():
        groups.append(frozenset(table.texts("versions")))
        table.finish()
    return tuple(groups)


def _release(table: Table) -> Release:
    release = Release(
        id=table.text("id"),
        range=Range(version_of(table, "since"), version_of(table, "before")),
        variant=table.text("variant", "") or None,
        note=table.text("note", ""),
        read=table.text("read", ""),
    )
    table.finish()
    if release.range.since and release.range.before and not release.range.since < release.range.before:
        raise table.error("before", "not above since")
    return release


def _refuse_overlaps(root: Table, releases: list[Release]) -> None:
    tables = root.tables("release")
    if not releases:
        raise root.error("release", "no release")
    for index, release in enumerate(releases):
        for other in releases[:index]:
            if other.id == release.id:
                raise tables[index].error("id", f"{release.id!r} is there twice")
            if other.variant == release.variant and other.range.overlaps(release.range):
                raise tables[index].error("since", f"overlaps release {other.id!r}")


def _answers(
    claims: Table,
    behaviour: Behaviour,
    releases: list[Release],
    cited: Mapping[str, str],
    recordings: frozenset[str],
    repository: str,
) -> dict[str, Claim]:
    """Return the claim for each release: the one that names it, else the one that names none."""
    answers: dict[str, Claim] = {}
    rest: Claim | None = None
    others = claims
    for table in claims.tables(behaviour.id):
        claim = _claim(table, behaviour, cited, recordings)
        named = table.texts("releases", ())
        table.finish()
        if not named:
            if rest is not None:
                raise table.error("releases", "missing: a second claim for all other releases")
            rest, others = claim, table
        for name in named:
            release = next((release for release in releases if release.id == name), None)
            if release is None:
                raise table.error("releases", f"no release {name!r}")
            if name in answers:
                raise table.error("releases", f"a second claim for release {name!r}")
            answers[name] = _cited(claim, release, table, repository)
    left = [release for release in releases if release.id not in answers]
    if left and rest is None:
        raise claims.error(behaviour.id, f"no claim for release {left[0].id!r}")
    if rest is None:
        return answers
    if not left:
        raise claims.error(behaviour.id, "the claim for all other releases has none left")
    return {**answers, **{release.id: _cited(rest, release, others, repository) for release in left}}


def _cited(claim: Claim, release: Release, table: Table, repository: str) -> Claim:
    """Return ``claim`` as one for ``release``: its source, with ``{read}`` filled in, must lie within it."""
    source = claim.source
    if "{read}" in source:
        if not release.read:
            raise table.error("source", f"release {release.id!r} has no `read` that {{read}} could stand for")
        source = source.replace("{read}", release.read)
    if (version := cited_version(source, repository)) is not None and version not in release.range:
        raise table.error("source", f"{source}: not in release {release.id!r}, which is {release.versions}")
    return claim if source == claim.source else replace(claim, source=source)


def _claim(table: Table, behaviour: Behaviour, cited: Mapping[str, str], recordings: frozenset[str]) -> Claim:
    evidence = read_evidence(table)
    key = table.text("source")
    if key not in cited:
        raise table.error("source", f"{key!r} is not in [sources]")
    value, known = _value(table, behaviour, evidence)
    claim = Claim(
        behaviour=behaviour.id,
        value=value,
        known=known,
        evidence=evidence,
        source=cited[key],
        note=table.text("note", ""),
        settles=table.text("settles", ""),
    )
    check_provenance(table, evidence, claim.source, claim.settles, recordings)
    return claim


def _value(table: Table, behaviour: Behaviour, evidence: Evidence) -> tuple[Value, bool]:
    if table.flag("none"):
        if not behaviour.nullable:
            raise table.error("none", f"{behaviour.id} always has a value")
        if "value" in table:
            raise table.error("value", "there is none = true as well")
        return None, True
    if "value" not in table:
        if evidence is not Evidence.UNVERIFIED:
            raise table.error("value", f"missing, though the evidence is {evidence.value}")
        return None, False
    try:
        return read_value(behaviour.type, behaviour.choices, table.raw("value")), True
    except ValueError as error:
        raise table.error("value", str(error)) from error
