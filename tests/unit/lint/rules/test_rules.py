"""Each rule over its table: what it must not find first."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from dropexec.lint.rules import IDS, rule
from tests.unit.lint.conftest import Lint


def table(name: str) -> Any:
    return importlib.import_module(f"tests.unit.lint.rules.{name.replace('-', '_')}")


def cases(which: str) -> list[Any]:
    return [
        pytest.param(name, file, text, id=f"{name}-{number}")
        for name in IDS
        for number, (file, text) in enumerate(getattr(table(name), which))
    ]


@pytest.fixture(autouse=True)
def limits(root: Path) -> None:
    """limits.conf knows one of the accounts, so that limits-conf has something to find."""
    (root / "etc/security").mkdir()
    (root / "etc/security/limits.conf").write_text("heath - nofile 65536\n@media soft nproc\n")


def found(lint: Lint, name: str, file: str, text: str) -> list[str]:
    more = () if rule(name).default else (name,)
    result = lint(file, text, more=more)
    assert result.remains.unreadable == ()
    return [finding.rule for finding in result.remains.findings]


@pytest.mark.parametrize(("name", "file", "text"), cases("PASSED_OVER"))
def test_a_rule_passes_over_what_is_right(lint: Lint, name: str, file: str, text: str) -> None:
    # A rule that is on by default is not named, so that what it is less sure of stays out.
    assert name not in found(lint, name, file, text)


@pytest.mark.parametrize(("name", "file", "text"), cases("FOUND"))
def test_a_rule_finds_what_is_wrong(lint: Lint, name: str, file: str, text: str) -> None:
    assert name in found(lint, name, file, text)


@pytest.mark.parametrize("name", IDS)
def test_every_rule_has_both_tables(name: str) -> None:
    assert table(name).FOUND
    assert table(name).PASSED_OVER
