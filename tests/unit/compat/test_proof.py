from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest

from dropexec.compat.compare import AGREE, DISAGREE, compare, owner
from dropexec.compat.load import PROOFS, RECORDINGS, catalogue, load, written_claims
from dropexec.compat.model import Claim, Evidence, Proof
from dropexec.compat.probed_file import with_proofs
from dropexec.compat.proof import document, prove, read_recordings
from dropexec.compat.schema import CatalogueError, Table
from dropexec.compat.versions import Version

if TYPE_CHECKING:
    from dropexec.compat.model import Implementation
    from dropexec.compat.proof import Proofs
    from tests.unit.compat.conftest import Written

WRITTEN = written_claims()
SHIPPED = read_recordings(RECORDINGS)
PROVEN = prove(WRITTEN, SHIPPED)

# Two releases of one stretch; a file's name has the version that the archive had when it was recorded.
SLOW, NEWER = sorted(
    file for file in SHIPPED if re.fullmatch(r"debian-1[23]-util-linux-su-[0-9.]+-slow\.json", file)
)
STRETCH = ("util-linux-su", "2.38")


def _agreeing(proofs: Proofs, release: tuple[str, str], behaviour: str) -> list[str]:
    """Return the files of the recordings that agree with a claim, by their names."""
    return sorted(
        f"{series.name}-{ending}.json"
        for series, endings in proofs.get(release, {}).items()
        for ending, behaviours in endings.items()
        if behaviour in behaviours
    )


def _proven(proofs: Proofs) -> set[tuple[str, str, str]]:
    return {
        (*release, behaviour)
        for release, found in proofs.items()
        for endings in found.values()
        for behaviours in endings.values()
        for behaviour in behaviours
    }


def _with_grace(file: str, seconds: float) -> dict[str, Any]:
    changed = copy.deepcopy(dict(SHIPPED[file]))
    changed["facts"]["grace_seconds"] = seconds
    return changed


def test_the_committed_file_is_what_the_recordings_and_the_claims_give() -> None:
    assert PROOFS.read_text(encoding="utf-8") == document(PROVEN), "run: python3 -m dropexec.compat.proof"


def test_every_claim_that_is_shown_as_probed_names_a_recording_of_its_own_stretch_that_agrees() -> None:
    known, wrong = catalogue(), []
    agreeing = {
        (file, one.behaviour): owner(known, recording)
        for file, recording in SHIPPED.items()
        for one in compare(known, recording)
        if one.verdict == AGREE
    }
    for item in known.implementations.values():
        for part in item.ranges:
            for claim in part.claims:
                if claim.evidence is Evidence.PROBED:
                    name, found = agreeing.get((claim.source, claim.behaviour), ("", None))
                    if (name, found) != (item.name, part):
                        wrong.append((item.name, part.release.id, claim.behaviour, claim.source))
    assert wrong == []


def test_a_row_is_probed_only_by_a_recording_of_its_version_or_of_the_same_source_text() -> None:
    known, wrong = catalogue(), []
    for row in known.rows():
        item = known.implementations[row.implementation]
        wanted = Version(row.version)
        names = {row.version.rpartition(":")[2], wanted.upstream}
        same = names.union(*(group for group in item.texts if group & names))
        for claim in known.claims_of(row).claims:
            if claim.evidence is Evidence.PROBED:
                version = str(SHIPPED[claim.source]["tool"]["version"])
                if not {version, Version(version).upstream} & same:
                    wrong.append((row.distribution, row.release, claim.behaviour, claim.source))
    assert wrong == []


def test_a_claim_that_no_recording_proves_is_shown_as_it_is_written() -> None:
    shown = catalogue().implementations
    changed = {
        (item.name, part.release.id, claim.behaviour)
        for item in WRITTEN.implementations.values()
        for index, part in enumerate(item.ranges)
        for claim in part.claims
        if shown[item.name].ranges[index][claim.behaviour] != claim
    }
    assert changed == _proven(PROVEN)


def test_nothing_but_the_evidence_and_its_citation_differs_in_a_proven_claim() -> None:
    for name, release, behaviour in _proven(PROVEN):
        index, part = next(
            (index, part)
            for index, part in enumerate(WRITTEN.implementations[name].ranges)
            if part.release.id == release
        )
        written, shown = part[behaviour], catalogue().implementations[name].ranges[index][behaviour]
        assert written.evidence is not Evidence.PROBED
        assert shown.source in _agreeing(PROVEN, (name, release), behaviour)
        assert shown == Claim(
            behaviour,
            written.value,
            True,
            Evidence.PROBED,
            shown.source,
            f"{written.note} Also: {written.source}".lstrip(),
            proofs=shown.proofs,
            probed_on=shown.probed_on,
        )


def test_a_claim_that_a_recording_disagrees_with_is_never_raised() -> None:
    assert {SLOW, NEWER} <= set(_agreeing(PROVEN, STRETCH, "grace_seconds"))
    broken = {**SHIPPED, SLOW: _with_grace(SLOW, 9.0)}
    verdicts = {one.behaviour: one.verdict for one in compare(WRITTEN, broken[SLOW])}
    assert verdicts["grace_seconds"] == DISAGREE
    assert _proven(PROVEN) - _proven(prove(WRITTEN, broken)) == {(*STRETCH, "grace_seconds")}


def _proof(recording: str, version: str, *, built: bool = False) -> Proof:
    return Proof(recording, Version(version), "Debian 13", built)


def test_a_packaged_tool_goes_before_a_built_one_and_then_the_newest_version_and_the_first_name() -> None:
    written = Claim("forks", True, True, Evidence.SOURCE, "example/newsu@v1:su.c")
    built, older = _proof("built.json", "1.9", built=True), _proof("c.json", "1.1")
    proofs = [built, older, _proof("b.json", "1.2"), _proof("a.json", "1.2")]
    assert written.proven(proofs).source == "a.json"
    assert written.proven([built, older]).source == "c.json"
    assert written.proven([built]).probed_on == "Debian 13, 1.9, built from source"
    assert written.proven([]) is written


def test_a_rare_thing_that_was_not_seen_proves_no_claim() -> None:
    rare = {behaviour.id for behaviour in WRITTEN.behaviours.values() if behaviour.rare}
    agreed = {
        one.observed
        for recording in SHIPPED.values()
        for one in compare(WRITTEN, recording)
        if one.behaviour in rare and one.verdict == AGREE
    }
    assert agreed == {True, False}
    proven = {
        part[behaviour].value
        for name, release, behaviour in _proven(PROVEN)
        if behaviour in rare
        for part in WRITTEN.implementations[name].ranges
        if part.release.id == release
    }
    assert proven == {True}


SERIES = {"version": "1.4", "on": "Debian 13", "slow": ["forks"]}
FILES = frozenset(["lab-newsu-1.4-slow.json"])


def _with(written: Written, content: dict[str, object]) -> Implementation:
    known = load(written.directory, written.recordings)
    return with_proofs(known, Table("probed.toml", "", content), FILES).implementations["newsu"]


def test_the_claim_for_several_releases_is_raised_for_the_proven_one_alone(written: Written) -> None:
    item = _with(written, {"newsu": {"1": {"lab-newsu-1.4": SERIES}}})
    cited = "example/newsu@v2:su.c main"
    plain = Claim("forks", True, True, Evidence.SOURCE, cited)
    proof = Proof("lab-newsu-1.4-slow.json", Version("1.4"), "Debian 13")
    assert [part["forks"] for part in item.ranges] == [
        Claim(
            *("forks", True, True, Evidence.PROBED, proof.recording, f"Also: {cited}"),
            proofs=(proof,),
            probed_on="Debian 13, 1.4",
        ),
        plain,
        plain,
    ]


@pytest.mark.parametrize(
    ("version", "evidence", "remark"),
    [
        ("1.4", Evidence.PROBED, "Probed on Debian 13, 1.4. Also: example/newsu@v2:su.c main"),
        ("1:1.4-2", Evidence.PROBED, "Probed on Debian 13, 1.4. Also: example/newsu@v2:su.c main"),
        ("1.5-1", Evidence.PROBED, "Probed on Debian 13, 1.4. Also: example/newsu@v2:su.c main"),
        ("1.6-1", Evidence.SOURCE, "A recording of another version agrees: Debian 13, 1.4."),
    ],
    ids=["the version", "a package of it", "the same text", "another"],
)
def test_a_version_is_probed_by_a_recording_of_it_or_of_the_same_text(
    written: Written, version: str, evidence: Evidence, remark: str
) -> None:
    written.change(
        "implementations/newsu.toml", "[sources]", '[[text]]\nversions = ["1.4", "1.5"]\n\n[sources]'
    )
    item = _with(written, {"newsu": {"1": {"lab-newsu-1.4": SERIES}}})
    claims = item.at(Version(version))
    assert claims is not None
    assert (claims["forks"].evidence, claims["forks"].remark) == (evidence, remark)


def test_a_build_with_a_variant_is_told_by_its_packagers_number(written: Written) -> None:
    item = _with(written, {"newsu": {"1-patched": {"lab-newsu-1.4": {**SERIES, "version": "1.4-3"}}}})
    evidence = []
    for version in ("1.4-3", "1.4-4", "1.4"):
        claims = item.at(Version(version), "patched")
        assert claims is not None
        evidence.append(claims["forks"].evidence)
    assert evidence == [Evidence.PROBED, Evidence.SOURCE, Evidence.SOURCE]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"susu": {}}, "[] susu: unknown key"),
        ({"newsu": {"3": {}}}, "[newsu] 3: unknown key"),
        (
            {"newsu": {"1": {"lab-newsu-1.4": {**SERIES, "slow": ["knives"]}}}},
            "[newsu.1.lab-newsu-1.4] slow: no",
        ),
        (
            {"newsu": {"1": {"lab-newsu-1.4": {**SERIES, "fast": ["forks"]}}}},
            "[newsu.1.lab-newsu-1.4] fast: no",
        ),
        (
            {"newsu": {"1-patched": {"lab-newsu-1.4": {**SERIES, "slow": ["escalation"]}}}},
            "[newsu.1-patched.lab-newsu-1.4] slow: escalation has no value",
        ),
        ({"newsu": []}, "[newsu] : expected a table, found []"),
    ],
)
def test_an_entry_that_proves_nothing_is_refused(
    written: Written, content: dict[str, object], message: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        _with(written, content)
    assert str(caught.value).startswith(f"probed.toml: {message}")
