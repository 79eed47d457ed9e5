"""The manual page and the schema of lint say what its rules and options are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import jsonschema

from dropexec.ctl.lint import command
from dropexec.lint.manual import with_rules
from dropexec.lint.rules import IDS, OFF, rules

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "man/dropexecctl-lint.1").read_text(encoding="utf-8")


def test_the_section_on_rules_is_the_one_that_the_rules_make() -> None:
    assert with_rules(PAGE) == PAGE


def test_every_option_is_described_in_the_order_of_help() -> None:
    options = [option.opts[0][2:] for option in command.params if isinstance(option, click.Option)]
    assert re.findall(r"^\.It Fl -([a-z-]+)", PAGE, re.MULTILINE) == options


def test_a_rule_has_the_id_of_its_file_and_a_full_page() -> None:
    assert tuple(rule.id for rule in rules()) == IDS
    files = {path.stem for path in (ROOT / "dropexec/lint/rules").glob("*.py")} - {"__init__"}
    assert files == {name.replace("-", "_") for name in IDS}
    for rule in rules():
        assert all((rule.page.what, rule.page.why, rule.page.mend, rule.page.ignore)), rule.id
        assert (rule.check is None) != (rule.check_document is None), rule.id


def test_the_severities_are_those_that_were_settled() -> None:
    levels = {
        level: {rule.id for rule in rules() if rule.severity.value == level} for level in ("error", "note")
    }
    assert levels["error"] == {
        "stop-timeout-ignored", "stop-not-delivered", "reload-lost", "notify-lost", "upstart-expect",
        "user-may-be-empty", "pid-of-su", "pid-of-subshell", "kill-pidfile", "kill-by-name", "nologin-shell",
        "crlf-script",
    }  # fmt: skip
    off = {"exec-tool", "user-directive", "daemon-user"}
    assert levels["note"] == {*off, "shell-form-entrypoint", "pam-needed"}
    assert {rule.id for rule in rules() if not rule.default} == off == set(OFF)


def test_the_schema_is_one() -> None:
    schema = json.loads((ROOT / "dropexec/schemas/lint.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
