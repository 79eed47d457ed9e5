"""The corpus: files as real repositories have them, with what must be found in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dropexec.lint.documents import kinds
from dropexec.lint.formats import lines
from tests.unit.lint.conftest import Lint, rules

CORPUS = Path(__file__).parent / "corpus"

FORMATS = frozenset(
    (
        "systemd", "systemd-dropin", "upstart", "dockerfile", "shell", "shell-entrypoint", "openrc", "sysv",
        "runit", "s6", "execline", "supervisord", "compose", "kubernetes",
        "crontab",
        "systemd-jinja",
        "ansible", "monit",
    )
)  # fmt: skip

OFF = ("exec-tool", "user-directive", "daemon-user", "su-background", "pid-of-subshell")
"""Rules to name where a case says that it is not on by default."""

ALSO = {
    "e11-fallback-chain.sh": {"shell-stays"},  # /bin/sh of Debian 12 is dash
    "p08-foreman-style.conf": {
        "stop-not-delivered"
    },  # Upstart signals su's group, and bash waits for bin/web
    "t04-compose.yml": {"shell-stays", "stop-not-delivered"},  # /bin/sh of Debian 12 is dash
    "u46-xsession.service": {"su-login"},  # su -l
    "u52-old-option-order.service": {"su-login"},  # su orchid -l
}
"""What is found besides what the case lists, and true."""


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text())
    return content


CASES = sorted(
    path.stem  # without .json, a file's whole name
    for path in CORPUS.glob("*.json")
    if path.name != "ACCOUNTS.json"
)
READ = [name for name in CASES if read(name)["format"] in FORMATS]
SILENT = [name for name in READ if not read(name)["flag"]]
FOUND = [name for name in READ if read(name)["flag"] and read(name)["on_by_default"]]
NAMED = [name for name in READ if read(name)["flag"] and not read(name)["on_by_default"]]
REPLACED = [name for name in READ if read(name).get("expected_replacement_line")]


def linted(lint: Lint, name: str, **how: Any) -> Any:
    image = read(name)["format"] == "dockerfile"
    return lint(
        name,
        (CORPUS / name).read_bytes(),
        accounts=not image,
        distribution=None if image else "debian:12",
        **how,
    )


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_service_under_a_tool_is_passed_over(lint: Lint, name: str) -> None:
    result = linted(lint, name)
    assert (result.remains.findings, result.remains.unreadable) == ((), ())


@pytest.mark.parametrize("name", NAMED)
def test_a_case_that_is_off_by_default_is_found_only_when_its_rule_is_named(lint: Lint, name: str) -> None:
    assert rules(linted(lint, name)) == []
    assert set(rules(linted(lint, name, more=OFF))) >= set(read(name)["rules"])


@pytest.mark.parametrize("name", FOUND)
def test_every_rule_of_a_case_is_found_and_no_other(lint: Lint, name: str) -> None:
    result = linted(lint, name)
    assert set(rules(result)) == set(read(name)["rules"]) | ALSO.get(name, set())
    assert result.remains.unreadable == ()


@pytest.mark.parametrize("name", [*FOUND, *NAMED])
def test_a_fix_is_as_safe_as_the_case_says(lint: Lint, name: str) -> None:
    case = read(name)
    found = linted(lint, name, more=OFF if name in NAMED else ()).remains.findings
    kinds_of_fix = {item.fix.kind for item in found if item.rule in case["rules"]}
    wanted = {"no": "none"}.get(case["translatable"], case["translatable"])
    assert wanted in kinds_of_fix
    assert wanted == "none" or "safe" not in kinds_of_fix - {wanted}


@pytest.mark.parametrize("name", REPLACED)
def test_the_new_line_is_the_one_that_was_measured(lint: Lint, name: str) -> None:
    case = read(name)
    found = linted(lint, name, more=OFF if name in NAMED else ()).remains.findings
    new = {lines.replacement(item, found) for item in found if item.rule in case["rules"]}
    assert case["expected_replacement_line"] in new


def test_every_file_of_a_format_that_is_read_is_recognised() -> None:
    unknown = [name for name in READ if kinds.kind_of(name, (CORPUS / name).read_text("latin-1")) is None]
    assert unknown == ["r05-execline.run"]
