from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest

from dropexec.compat.compare import AGREE, DISAGREE, claims_for, compare
from dropexec.compat.load import PROOFS, RECORDINGS, catalogue, load, written_claims
from dropexec.compat.model import Claim, Evidence
from dropexec.compat.probed_file import with_proofs
from dropexec.compat.proof import document, prove, read_recordings
from dropexec.compat.schema import CatalogueError, Table

if TYPE_CHECKING:
    from tests.unit.compat.conftest import Written

WRITTEN = written_claims()
SHIPPED = read_recordings(RECORDINGS)
PROVEN = prove(WRITTEN, SHIPPED)

# Two releases of one stretch; a file's name has the version that the archive had when it was recorded.
SLOW, NEWER = sorted(
    file for file in SHIPPED if re.fullmatch(r"debian-1[23]-util-linux-su-[0-9.]+-slow\.json", file)
)
GRACE = ("util-linux-su", "2.38", "grace_seconds")


def _with_grace(file: str, seconds: float) -> dict[str, Any]:
    changed = copy.deepcopy(dict(SHIPPED[file]))
    changed["facts"]["grace_seconds"] = seconds
    return changed


def test_the_committed_file_is_what_the_recordings_and_the_claims_give() -> None:
    assert PROOFS.read_text(encoding="utf-8") == document(PROVEN), "run: python3 -m dropexec.compat.proof"


def test_every_claim_that_is_shown_as_probed_names_a_recording_of_its_own_stretch_that_agrees() -> None:
    wrong = []
    for item in catalogue().implementations.values():
        for part in item.ranges:
            for claim in part.claims:
                if claim.evidence is not Evidence.PROBED:
                    continue
                recording = SHIPPED[claim.source]
                verdicts = {one.behaviour: one.verdict for one in compare(catalogue(), recording)}
                if claims_for(catalogue(), recording)[0] is not part or verdicts[claim.behaviour] != AGREE:
                    wrong.append((item.name, part.release.id, claim.behaviour, claim.source))
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
    assert changed == set(PROVEN)


def test_nothing_but_the_evidence_and_its_citation_differs_in_a_proven_claim() -> None:
    for name, release, behaviour in PROVEN:
        index, part = next(
            (index, part)
            for index, part in enumerate(WRITTEN.implementations[name].ranges)
            if part.release.id == release
        )
        written, shown = part[behaviour], catalogue().implementations[name].ranges[index][behaviour]
        assert written.evidence is not Evidence.PROBED
        assert shown == Claim(
            behaviour,
            written.value,
            True,
            Evidence.PROBED,
            PROVEN[name, release, behaviour],
            f"{written.note} Also: {written.source}".lstrip(),
        )


def test_a_claim_that_a_recording_disagrees_with_is_never_raised() -> None:
    assert PROVEN[GRACE] == NEWER
    broken = {**SHIPPED, SLOW: _with_grace(SLOW, 9.0)}
    verdicts = {one.behaviour: one.verdict for one in compare(WRITTEN, broken[SLOW])}
    assert verdicts["grace_seconds"] == DISAGREE
    assert set(PROVEN) - set(prove(WRITTEN, broken)) == {GRACE}


def test_a_claim_that_cites_a_recording_by_itself_is_left_out() -> None:
    [part] = [part for part in WRITTEN.implementations["util-linux-su"].ranges if part.release.id == "el7"]
    assert part["escalation"].evidence is Evidence.PROBED
    assert ("util-linux-su", "el7", "escalation") not in PROVEN
    assert ("util-linux-su", "el7", "escalates_to") in PROVEN


def test_a_packaged_tool_goes_before_a_built_one_and_then_the_newest_version_and_the_first_name() -> None:
    newest = SHIPPED[NEWER]
    built = {**newest, "provenance": "built from a tag", "tool": {**newest["tool"], "version": "2.41.99"}}
    recordings = {"built.json": built, SLOW: SHIPPED[SLOW], "b.json": newest, "a.json": newest}
    assert prove(WRITTEN, recordings)[GRACE] == "a.json"
    assert prove(WRITTEN, {"built.json": built, SLOW: SHIPPED[SLOW]})[GRACE] == SLOW
    assert prove(WRITTEN, {"built.json": built})[GRACE] == "built.json"


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
        for name, release, behaviour in PROVEN
        if behaviour in rare
        for part in WRITTEN.implementations[name].ranges
        if part.release.id == release
    }
    assert proven == {True}


def test_the_claim_for_several_releases_is_raised_for_the_proven_one_alone(written: Written) -> None:
    known = load(written.directory, written.recordings)
    table = Table("probed.toml", "", {"newsu": {"1": {"forks": "slow.json"}}})
    ranges = with_proofs(known, table, frozenset(["slow.json"])).implementations["newsu"].ranges
    cited = "example/newsu@v2:su.c main"
    plain = Claim("forks", True, True, Evidence.SOURCE, cited)
    assert [part["forks"] for part in ranges] == [
        Claim("forks", True, True, Evidence.PROBED, "slow.json", f"Also: {cited}"),
        plain,
        plain,
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"susu": {}}, "[] susu: unknown key"),
        ({"newsu": {"3": {}}}, "[newsu] 3: unknown key"),
        ({"newsu": {"1": {"knives": "slow.json"}}}, "[newsu.1] knives: unknown key"),
        ({"newsu": {"1": {"forks": "fast.json"}}}, "[newsu.1] forks: no recording 'fast.json'"),
        (
            {"newsu": {"1-patched": {"escalation": "slow.json"}}},
            "[newsu.1-patched] escalation: the claim has no",
        ),
        ({"newsu": []}, "[newsu] : expected a table, found []"),
    ],
)
def test_an_entry_that_proves_nothing_is_refused(
    written: Written, content: dict[str, object], message: str
) -> None:
    known = load(written.directory, written.recordings)
    with pytest.raises(CatalogueError) as caught:
        with_proofs(known, Table("probed.toml", "", content), frozenset(["slow.json"]))
    assert str(caught.value).startswith(f"probed.toml: {message}")
