"""The table of all hosts, without Ansible."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dropexec import schemas
from dropexec.ctl.doctor import command
from dropexec.doctor import check, report

PLUGINS = Path(__file__).resolve().parents[3] / "packaging/ansible/plugins"


def load(name: str) -> Any:
    """Return a plugin's module, which lies in no package."""
    spec = importlib.util.spec_from_file_location(f"fleet_{Path(name).stem}", PLUGINS / name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fleet = load("plugin_utils/fleet.py")


def doctor(**checks: tuple[str, str]) -> dict[str, Any]:
    return {
        "format": "dropexec-doctor/1",
        "host": "node",
        "time": "2026-11-26T02:35:00Z",
        "version": "0.1.0",
        "checks": [
            {"name": name, "status": status, "message": message, "details": {"findings": []}}
            for name, (status, message) in checks.items()
        ],
    }


@pytest.fixture
def table() -> Any:
    """A fleet with a host of every kind."""
    made = fleet.Fleet()
    for host in ("app1", "app2", "db1", "db2", "web1", "web2", "web3"):
        made.seen(host)
    made.reported("app1", doctor(su=("pass", "well"), launcher=("pass", "well")))
    made.reported("app2", doctor(su=("warn", "a little"), launcher=("pass", "well")))
    made.reported("db1", doctor(su=("warn", "a little"), launcher=("fail", "much")))
    made.reported("db2", doctor(su=("unknown", "dark")))
    made.unreachable("web1", "Failed to connect\nto the host via ssh")
    made.failed("web2", "dropexecctl doctor gave no report: status 127")
    return made


def test_every_host_is_a_row_worst_first_and_then_by_name(table: Any) -> None:
    assert [(row.host, row.status, row.message) for row in table.rows()] == [
        ("web1", "unreachable", "Failed to connect\nto the host via ssh"),
        ("web2", "failed", "dropexecctl doctor gave no report: status 127"),
        ("web3", "failed", "dropexec_doctor was not run"),
        ("db1", "fail", "much"),
        ("db2", "unknown", "dark"),
        ("app2", "warn", "a little"),
        ("app1", "pass", ""),
    ]


def test_the_text_has_every_check_that_does_not_pass(table: Any) -> None:
    assert table.text(80) == (
        "HOST  STATUS       WORST\n"
        "web1  unreachable  Failed to connect to the host via ssh\n"
        "web2  failed       dropexecctl doctor gave no report: status 127\n"
        "web3  failed       dropexec_doctor was not run\n"
        "db1   fail         launcher: much\n"
        "                   su: a little\n"
        "db2   unknown      su: dark\n"
        "app2  warn         su: a little\n"
        "app1  pass\n"
        "\n"
        "7 hosts: 1 unreachable, 2 failed, 1 fail, 1 unknown, 1 warn, 1 pass"
    )


def test_long_messages_are_wrapped_and_keep_to_their_column(table: Any) -> None:
    table.unreachable("web1", "word " * 40)
    text = table.text(80)
    assert max(map(len, text.splitlines())) <= 80
    assert text.splitlines()[2].startswith(" " * 19 + "word")


def test_what_a_host_says_cannot_move_the_cursor(table: Any) -> None:
    table.unreachable("web1", "\x1b[2Jgone\u202e\nfail app1")
    assert "web1  unreachable  \\x1b[2Jgone\\u202e fail app1\n" in table.text(80)


def test_the_json_has_its_schema_and_every_report(table: Any) -> None:
    value = json.loads(json.dumps(table.to_json()))
    jsonschema.validate(value, json.loads(schemas.text("fleet")))
    reports = {row["host"]: row["report"] for row in value["hosts"]}
    assert [host for host, report in reports.items() if report is None] == ["web1", "web2", "web3"]
    assert reports["app1"] == doctor(su=("pass", "well"), launcher=("pass", "well"))


def test_the_checks_of_several_tasks_are_one_row_and_the_last_word_counts() -> None:
    made = fleet.Fleet()
    made.reported("app1", doctor(su=("fail", "before"), container=("warn", "a little")))
    made.reported("app1", doctor(su=("pass", "mended")))
    [row] = made.rows()
    assert [check["name"] for check in row.report["checks"]] == ["container", "su"]
    assert (row.status, row.message) == ("warn", "a little")


def test_no_host_and_one_host_are_said_in_words() -> None:
    made = fleet.Fleet()
    assert made.text(80).endswith("0 hosts: none")
    made.reported("a", doctor())
    assert made.text(80).endswith("1 host: 1 pass")


def test_the_plugins_know_the_format_and_the_statuses_of_doctor() -> None:
    module = (PLUGINS / "modules/dropexec_doctor.py").read_text(encoding="utf-8")
    assert f'FORMAT = "{report.FORMAT}"' in module
    assert "STATUSES = ({})".format(", ".join(f'"{status}"' for status in check.STATUSES)) in module
    assert fleet.STATUSES[:4] == check.STATUSES
    options = {option.opts[0].lstrip("-") for option in command.params}
    assert {"check", "candidate", "root", "probe", "json"} <= options


def test_a_later_task_that_fails_takes_no_report_away(table: Any) -> None:
    table.stopped("app1", "task Restart: it failed")
    table.stopped("web3", "task Install: it failed")
    found = {row.host: (row.status, row.message) for row in table.rows()}
    assert found["app1"] == ("pass", "")
    assert found["web3"] == ("failed", "task Install: it failed")
