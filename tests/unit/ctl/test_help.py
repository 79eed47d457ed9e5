"""What --help prints: whole lines, and examples that are right."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from dropexec.ctl import main


def commands(command: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command there is, the groups themselves among them."""
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, *words, name)


COMMANDS = list(commands(main))
each = pytest.mark.parametrize(
    "words", COMMANDS, ids=[" ".join(words) or "dropexecctl" for words in COMMANDS]
)


def page(words: tuple[str, ...]) -> list[str]:
    done = CliRunner().invoke(main, [*words, "--help"], prog_name="dropexecctl", terminal_width=80)
    assert done.exit_code == 0
    return done.output.splitlines()


def examples(words: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in page(words) if re.match(r" {4,}dropexecctl ", line)]


@each
def test_no_line_is_longer_than_a_terminal_or_cut_off(words: tuple[str, ...]) -> None:
    lines = page(words)
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if re.search(r"\w\.\.\.$", line)] == []


@each
def test_there_is_an_example_and_each_is_a_command_line_of_this_command(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # An example's file is the reader's.
    monkeypatch.setattr(click.Path, "convert", lambda *given: given[1])
    found = examples(words)
    assert found
    for line in found:
        given = shlex.split(line)[1:]
        assert given[: len(words)] == list(words)
        parse(main, "dropexecctl", given)


def parse(command: click.Command, name: str, words: list[str], above: click.Context | None = None) -> None:
    """Read a command line and run nothing of it; raise UsageError where it is wrong.

    Each context has the one above: click remembers the help option of the first.
    """
    if isinstance(command, click.Group):
        context = click.Context(command, above, name, **command.context_settings)
        subcommand = command.get_command(context, words[0])
        assert subcommand is not None, f"{name} {words[0]}"
        parse(subcommand, words[0], words[1:], context)
    else:
        command.make_context(name, words, above).close()
