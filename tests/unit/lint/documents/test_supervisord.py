"""supervisord: its own parser and Python's shlex are the judges."""

from __future__ import annotations

import configparser
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.lint.documents import kinds, supervisord
from dropexec.lint.source import Source
from tests.unit.lint.conftest import Lint, rules

VALUES = st.lists(st.sampled_from([*"ab '\"\\;#=\n\t", "%%", " ;"]), max_size=30).map("".join)


def theirs(text: str) -> list[str] | None:
    """Return the words that supervisord would run, None where it refuses them."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)
    parser.read_string(text)
    try:
        return shlex.split(parser.get("program:a", "command") % {})
    except (ValueError, TypeError, KeyError):
        return None


def cut(line: str, *, old: bool) -> str:
    """Return a line without its comment, as configparser does before Python 3.14, or since."""
    places = [at for at, letter in enumerate(line) if letter in ";#"]
    if old:
        ranks = {at: sum(line[at] == line[other] for other in places if other < at) for at in places}
        places.sort(key=lambda at: (ranks[at], at))
    return line[: next((at for at in places if line[at - 1].isspace()), None)].rstrip()


@given(value=VALUES)
def test_the_words_are_those_that_supervisord_runs(value: str) -> None:
    text = f"[program:a]\ncommand=x {value}\n"
    try:
        expected = theirs(text)
    except configparser.Error:
        return
    if expected is None:
        return
    found = supervisord.read(Source("a.conf", text.encode()))
    lines = [line for line in text.split("\n")[1:] if line.strip() and line.strip()[0] not in ";#"]
    if not found.commands:
        assert any(cut(line, old=True) != cut(line, old=False) for line in lines)
        return
    [command] = found.commands
    assert [word.literal for word in command.words] == expected


@pytest.mark.parametrize("value", ["a# # ;", "'# #' ;", "b\n\ta# # ;"])
def test_a_comment_that_depends_on_the_version_of_python_is_not_guessed(value: str) -> None:
    found = supervisord.read(Source("a.conf", f"[program:a]\ncommand=x {value}\n".encode()))
    assert (found.commands, [one.reason for one in found.unreadable]) == (
        (),
        ["where its comment begins depends on the version of Python that runs supervisord"],
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "supervisord signals the PID of its program alone"),
        (
            "stopasgroup=true\n",
            "supervisord signals the process group of its program, which the tool's session is not part of",
        ),
    ],
)
def test_who_is_signalled_on_stop(settings: str, said: str) -> None:
    text = f"[program:a]\ncommand=su orchid -c x\n{settings}stopwaitsecs=90 ; long\n"
    service = supervisord.read(Source("a.conf", text.encode())).commands[0].service
    assert (service.one_pid, service.timeout and service.timeout.said) == (said, "stopwaitsecs=90")


def test_another_section_and_a_comment_are_no_program(lint: Lint) -> None:
    text = (
        "[supervisord]\n[group:a]\ncommand=su orchid -c x\n[program:b]\n; command=su orchid -c x\ncommand=b\n"
    )
    assert rules(lint("a.conf", text)) == []
    assert kinds.kind_of("a.conf", text) is kinds.Kind.SUPERVISORD


def test_the_user_of_the_format_is_offered(lint: Lint) -> None:
    text = '[program:a]\ncommand=su orchid -c "exec /opt/a"\n'
    result = lint("a.conf", text, only=("user-directive",), mends=True, unsafe=True)
    assert result.after.data == b"[program:a]\nuser=orchid\ncommand=/opt/a\n"


def test_a_quotation_mark_that_is_not_closed_has_its_place() -> None:
    [found] = supervisord.read(Source("a.conf", b"[program:a]\ncommand=su 'a\n")).unreadable
    assert (found.line, found.column, found.reason) == (2, 9, "a quotation mark is not closed")
