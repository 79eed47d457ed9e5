"""The systemd units that packages install."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "packaging" / "system" / "units").iterdir())


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_the_packaged_command_and_can_be_enabled(unit: Path) -> None:
    found = read(unit)
    commands = re.findall(r"^Exec\w+=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert {command.split()[0] for command in commands} == {"/usr/bin/dropexecctl"}
    assert {command.split()[1] for command in commands} == {"watch"}
    assert found["Install"]["WantedBy"]
    assert found["Unit"]["Documentation"] == "man:dropexecctl-watch(1)"


def test_the_options_that_units_give_are_watchs() -> None:
    from dropexec.ctl.watch import command

    known = {name for parameter in command.params for name in parameter.opts}
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        assert set(re.findall(r"--[a-z]+", "\n".join(lines))) <= known


def test_no_package_enables_a_unit() -> None:
    rules = (ROOT / "packaging/debian/rules").read_text(encoding="utf-8")
    assert "dh_installsystemd --no-enable --no-start" in rules
    install = (ROOT / "packaging/system/install").read_text(encoding="utf-8")
    assert ".wants" not in install
