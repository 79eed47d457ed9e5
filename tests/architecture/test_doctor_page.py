"""The manual page and the schema of doctor say what its checks say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from dropexec.ctl.doctor import command
from dropexec.doctor.checks import CHECKS, NAMES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "man/dropexecctl-doctor.1").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "dropexec/schemas/doctor.json").read_text(encoding="utf-8"))


def section(name: str) -> str:
    [text] = re.findall(rf"^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return str(text)


def paragraphs() -> dict[str, str]:
    """Return the text of each check's paragraph, in the page's order."""
    found = re.findall(r"^\.It Cm (\S+)\n(.*?)(?=^\.It |^\.El)", section("CHECKS"), re.DOTALL | re.MULTILINE)
    return {name: text.replace("\n", " ") for name, text in found}


def test_each_check_has_its_paragraph_in_the_order_of_the_report() -> None:
    assert list(paragraphs()) == list(NAMES)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_paragraph_begins_with_the_fault_and_goes_on(check: object) -> None:
    name, fault = check.name, check.fault  # type: ignore[attr-defined]
    assert paragraphs()[name].startswith(f"{fault} ")


def test_every_option_is_described() -> None:
    options = [option for option in command.params if isinstance(option, click.Option)]
    described = re.findall(r"^\.It Fl -([a-z]+)", section("DESCRIPTION"), re.MULTILINE)
    assert described == [option.opts[0].lstrip("-") for option in options]


def test_the_schema_names_the_checks() -> None:
    assert set(SCHEMA["$defs"]["check"]["properties"]["name"]["enum"]) >= set(NAMES)
