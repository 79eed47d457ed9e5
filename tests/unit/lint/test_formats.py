"""SARIF and GitHub's commands: what every reader of them rests on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from dropexec.lint.edits import apply
from dropexec.lint.finding import Edit, Fix
from dropexec.lint.rules import rules

UNIT = '[Service]\nExecStart=/bin/su absent -s /bin/sh -c "exec /opt/a"\n'
WORDS = ["--launcher", "/usr/bin/dropexec", "--distro", "debian:12", "--assume-shell", "/bin/sh"]


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with one unit of a name that has to be escaped."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    (tmp_path / "a %é,:.service").write_text(UNIT)
    return tmp_path


def sarif(*words: str, status: int = 1) -> dict[str, Any]:
    done = CliRunner().invoke(command, [*WORDS, "--format", "sarif", *words])
    assert done.exit_code == status, done.output
    log = json.loads(done.stdout)
    assert (log["version"], log["$schema"].rsplit("/", 1)[-1]) == ("2.1.0", "sarif-schema-2.1.0.json")
    [run] = log["runs"]
    found: dict[str, Any] = run
    return found


def test_a_rule_is_described_and_every_result_names_one() -> None:
    run = sarif(".")
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [rule.id for rule in rules()]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in described)
    assert {rule["defaultConfiguration"]["level"] for rule in described} == {"error", "warning", "note"}
    for result in run["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_place_is_relative_and_escaped_and_counts_characters(checkout: Path) -> None:
    run = sarif(".")
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20%25%C3%A9%2C%3A.service", "uriBaseId": "SRCROOT"}
    region = {key: place["region"][key] for key in ("startLine", "startColumn", "endLine", "endColumn")}
    assert region == {"startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 53}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == f"file://{checkout}/"


def test_a_file_elsewhere_is_absolute(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "b.service"
    other.write_text(UNIT)
    place = sarif(str(other))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": f"file://{other}"}


def test_the_fix_makes_what_lint_would(checkout: Path) -> None:
    result = sarif(".")["results"][0]
    [change] = result["fixes"][0]["artifactChanges"]
    data = UNIT.encode()
    edits = tuple(
        Edit(
            item["deletedRegion"]["byteOffset"],
            item["deletedRegion"]["byteOffset"] + item["deletedRegion"]["byteLength"],
            item["insertedContent"]["text"].encode(),
        )
        for item in change["replacements"]
    )
    mended = apply(data, [Fix("safe", edits)])
    CliRunner().invoke(command, [*WORDS, "--fix", "--unsafe-fixes", "."])
    assert (checkout / "a %é,:.service").read_bytes() == mended != data


def marks(run: dict[str, Any]) -> list[str]:
    return [result["partialFingerprints"]["dropexecCommand/v1"] for result in run["results"]]


def test_a_finding_that_has_moved_is_the_same_one(checkout: Path) -> None:
    before = marks(sarif("."))
    (checkout / "a %é,:.service").write_text(f"# moved\n\n{UNIT}")
    assert marks(sarif(".")) == before


def test_the_second_of_the_same_is_another_one(checkout: Path) -> None:
    (checkout / "a %é,:.service").write_text(UNIT + UNIT.partition("\n")[2])
    found = marks(sarif("."))
    assert len(found) == len(set(found)) == 2


def test_what_cannot_be_read_is_a_notification_and_no_success(checkout: Path) -> None:
    (checkout / "b.service").write_text("[Service]\nno line\nExecStart=/bin/su a -c b\n")
    [invocation] = sarif(".", status=2)["invocations"]
    assert invocation["executionSuccessful"] is False
    [note] = invocation["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 1}


def test_what_was_mended_is_no_result() -> None:
    assert sarif("--fix", "--unsafe-fixes", ".", status=0)["results"] == []


def github(*words: str, status: int = 1) -> list[str]:
    done = CliRunner().invoke(command, [*WORDS, "--format", "github", *words])
    assert done.exit_code == status, done.output
    return done.stdout.splitlines()


def test_a_finding_is_a_command_with_its_escapes() -> None:
    first, last = github(".")
    place = "file=a %25é%2C%3A.service,line=2,endLine=2,col=11,endColumn=53,title=su-in-exec"
    assert first.startswith(f"::warning {place}::ExecStart= runs")
    assert "%0Asafe fix:%0AExecStart=/usr/bin/dropexec" in first or "%0Aunsafe fix:%0A" in first
    assert last.startswith("1 warning; 1 file looked at")


def test_a_path_is_relative_to_the_workspace(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(checkout.parent))
    assert github(".")[0].startswith(f"::warning file={checkout.name}/a ")


def test_what_cannot_be_read_is_an_error(checkout: Path) -> None:
    (checkout / "b.service").write_text("[Service]\nno line\nExecStart=/bin/su a -c b\n")
    said = [line for line in github(".", status=2) if "title=unreadable" in line]
    place = "file=b.service,title=unreadable,line=2,col=1"
    assert said == [f"::error {place}::is neither a section, an assignment nor a comment"]


def test_a_name_cannot_forge_a_command(checkout: Path) -> None:
    (checkout / "x\n::error::y.service").write_text(UNIT)
    assert all(line.startswith("::warning file=") or "looked at" in line for line in github("."))
