"""dropexecctl doctor as a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from dropexec.ctl import doctor, main
from dropexec.doctor.check import Check, Finding, conclude
from dropexec.doctor.checks import CHECKS, NAMES
from dropexec.version import VERSION

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "dropexec/schemas/doctor.json").read_text(encoding="utf-8"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments])


def validated(text: str) -> Any:
    value = json.loads(text)
    jsonschema.validate(value, SCHEMA)
    return value


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A root directory with a name and nothing else."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/hostname").write_text("web7\n", encoding="ascii")
    return tmp_path


def test_every_check_is_listed_with_its_fault() -> None:
    done = run("--list")
    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert [line for line in lines if not line.startswith(" ")] == list(NAMES)
    assert all(len(line) <= 79 for line in lines)
    assert json.loads(run("--list", "--json").output) == [
        {"name": check.name, "fault": check.fault} for check in CHECKS
    ]


def test_each_fault_is_one_sentence() -> None:
    for check in CHECKS:
        assert check.fault.endswith(".")
        assert ". " not in check.fault


def test_this_machine_is_examined_and_the_answer_has_its_schema() -> None:
    done = run("--json")
    report = validated(done.output)
    assert [check["name"] for check in report["checks"]] == list(NAMES)
    assert report["version"] == VERSION
    statuses = {check["status"] for check in report["checks"]}
    assert done.exit_code == (1 if "fail" in statuses else 2 if "unknown" in statuses else 0)


def test_another_root_is_no_running_system(empty: Path) -> None:
    done = run("--json", "--root", str(empty))
    report = validated(done.output)
    assert (done.exit_code, report["host"]) == (0, "web7")
    assert {
        check["name"]: check["message"] for check in report["checks"] if check["status"] == "unknown"
    } == {check.name: "not a running system" for check in CHECKS if check.running}


def test_a_check_that_is_asked_for_by_name_is_made_alone(empty: Path) -> None:
    done = run("--json", "--root", str(empty), "--check", "pid-files", "--check", "su")
    assert [check["name"] for check in validated(done.output)["checks"]] == ["su", "pid-files"]
    assert done.exit_code == 2  # nothing runs there


def test_a_fail_is_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Check("su", "It is bad.", running=False, look=lambda _: conclude([Finding("fail", "bad")], ""))
    monkeypatch.setattr(doctor, "CHECKS", (bad,))
    done = run()
    assert (done.exit_code, done.output.splitlines()[0]) == (1, "fail    su                 bad")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--check", "nothing"],
        ["--root", "/no/such"],
        ["--probe", "--root", "/"],
        ["--candidate", "/etc/passwd", "--root", "/"],
        ["--candidate", "/no/such"],
        ["word"],
    ],
)
def test_a_wrong_command_line_is_status_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_candidate_is_judged_alone_and_not_run_unless_it_is_roots(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    candidate = tmp_path / "dropexec"
    candidate.write_text("#!/usr/bin/python3 -I\n", encoding="ascii")
    candidate.chmod(0o755)
    done = run("--json", "--candidate", str(candidate))
    [check] = validated(done.output)["checks"]
    assert (done.exit_code, check["name"], check["details"]["findings"][0]["fault"]) == (
        1, "launcher", "writable"
    )  # fmt: skip
