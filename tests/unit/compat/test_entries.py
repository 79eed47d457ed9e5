from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from dropexec import schemas
from dropexec.compat.entries import entry, here, listing
from dropexec.compat.identify import Here
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find
from dropexec.compat.model import Row

KNOWN = catalogue()
CLAIM = ["behaviour", "value", "evidence", "source", "note"]
ROW = ["distribution", "release", "implementation", "version", "evidence", "source"]
ROW += ["verdict", "consequence", "claims"]
SHOW = ["format", "kind", "summary", *ROW, "ranges", "releases"]


def _valid(name: str, document: Any) -> Any:
    """Return `document`, which must be what its schema says."""
    jsonschema.validate(document, json.loads(schemas.text(name)), cls=jsonschema.Draft202012Validator)
    return document


def _check_claims(claims: Any) -> None:
    assert [claim["behaviour"] for claim in claims] == list(KNOWN.behaviours)
    for claim in claims:
        assert list(claim) == CLAIM
        assert claim["evidence"] in ("probed", "source", "reported", "unverified")
        assert claim["source"]
        assert isinstance(claim["note"], str)
        assert claim["evidence"] != "unverified" or "To settle: " in claim["note"]


def test_the_list_names_everything_that_can_be_shown() -> None:
    document = _valid("list", listing(KNOWN))
    assert list(document) == ["format", "entries"]
    items = document["entries"]
    assert [item["name"] for item in items] == [*KNOWN.implementations, *KNOWN.distributions]
    assert {item["kind"] for item in items} == {"implementation", "distribution"}
    for item in items:
        find(KNOWN, item["name"])
        assert item["releases"]


@pytest.mark.parametrize("name", KNOWN.implementations)
def test_an_implementation_has_its_ranges_and_their_claims(name: str) -> None:
    shown = _valid("show", entry(KNOWN, find(KNOWN, name)))
    assert list(shown) == SHOW
    assert (shown["kind"], shown["implementation"], shown["claims"]) == ("implementation", name, [])
    for part in shown["ranges"]:
        assert list(part) == ["implementation", "versions", "verdict", "consequence", "claims"]
        _check_claims(part["claims"])


@pytest.mark.parametrize("name", ["debian:12", "centos:6", "alpine:3.20", "arch"])
def test_a_release_has_its_row_and_the_claims_for_its_version(name: str) -> None:
    shown = _valid("show", entry(KNOWN, find(KNOWN, name)))
    assert list(shown) == SHOW
    assert (shown["kind"], shown["ranges"], shown["releases"]) == ("release", [], [])
    _check_claims(shown["claims"])


def test_a_release_has_its_outcome_in_a_word_a_sentence_and_a_line() -> None:
    shown: Any = entry(KNOWN, find(KNOWN, "debian:12"))
    assert shown["verdict"] == "kills-slow-shutdown"
    assert shown["consequence"].startswith("TimeoutStopSec is not honoured")
    assert shown["summary"] == f"Debian 12: util-linux-su {shown['version']}: kills-slow-shutdown"


def test_a_distribution_of_several_releases_has_them_all() -> None:
    shown = _valid("show", entry(KNOWN, find(KNOWN, "debian")))
    assert list(shown) == SHOW
    assert (shown["kind"], shown["distribution"], shown["claims"]) == ("distribution", "debian", [])
    assert [item["release"] for item in shown["releases"]] == [
        row.release for row in KNOWN.distributions["debian"].rows
    ]
    assert all(list(item) == ROW for item in shown["releases"])


def test_this_machine_has_the_path_and_the_package_besides() -> None:
    row = find(KNOWN, "debian:12")
    assert isinstance(row, Row)
    shown = _valid("show", here(KNOWN, Here(row, KNOWN.claims_of(row), "/usr/bin/su", "util-linux")))
    assert list(shown) == [*SHOW, "path", "package"]
    assert (shown["path"], shown["package"]) == ("/usr/bin/su", "util-linux")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("debian:12", {"grace_seconds": 2.0, "tool_end": {"signal": "SIGTERM"}}),
        ("ubuntu:18.04", {"grace_seconds": None, "escalation": None, "tool_end": {"status": 255}}),
        ("alpine:3.20", {"forks": False, "grace_seconds": None, "tool_end": {"status": 0}}),
        ("nixos:25.05", {"escalation": "if-alive", "term_sent_to": "process-group"}),
    ],
)  # fmt: skip
def test_values_are_those_of_a_recordings_facts(name: str, expected: dict[str, Any]) -> None:
    shown: Any = entry(KNOWN, find(KNOWN, name))
    values = {claim["behaviour"]: claim["value"] for claim in shown["claims"]}
    assert {key: values[key] for key in expected} == expected
