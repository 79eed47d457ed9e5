"""README.md: short, in its order, and true in what can be looked up."""

from __future__ import annotations

import re

import click
import pytest

from dropexec.ctl import main
from dropexec.launcher import options
from tests.native.toolchain import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
HEADINGS = [
    "Who needs it",
    "Two commands",
    "Install",
    "Coming from …",
    "Is my host affected?",
    "Recipes",
    "Proof",
    "What it promises, and what it does not",
]


def test_it_is_short_and_in_its_order() -> None:
    assert len(TEXT.splitlines()) < 200
    assert re.findall(r"^## (.+)$", TEXT, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize(
    "line", sorted(set(re.findall(r"dropexecctl ([a-z]+(?: [a-z]+)?(?: --[a-z-]+)*)", TEXT)))
)
def test_a_subcommand_and_its_options_exist(line: str) -> None:
    words = line.split()
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, line
        command = found
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_an_option_of_the_launcher_exists() -> None:
    known = {f"--{row.name}" for row in options.OPTIONS}
    named = set()
    for line in re.findall(r"`(dropexec [^`]+)`", TEXT):
        # What follows the user is the command's own.
        named.update(re.findall(r"(?<= )--[a-z-]+(?=[= ])", line.partition(" kafka")[0]))
    assert named
    assert named <= known
