from __future__ import annotations

import os
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.watch.escape import command_line, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain-text.pid", "plain-text.pid"),
        ("Prozeß 日本", "Prozeß 日本"),
        ("a\nb", "a\\nb"),
        ("\x1b[31mred\x1b[0m", "\\e[31mred\\e[0m"),
        ("\x07\x00\x7f\x9b", "\\x07\\x00\\x7f\\x9b"),
        ("back\\slash", "back\\\\slash"),
        ("\u202egnirts", "\\u202egnirts"),
        ("line\u2028separator", "line\\u2028separator"),
        (os.fsdecode(b"\xff\xfe"), "\\xff\\xfe"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_a_terminal_would_act_on_shows_as_an_escape(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.binary())
def test_any_bytes_become_one_printable_line_from_which_they_can_be_told(raw: bytes) -> None:
    shown = visible(raw.decode("utf-8", "surrogateescape"))
    assert shown.isprintable() or shown == ""
    assert "\n" not in shown
    shown.encode("utf-8")


@given(st.text(), st.text())
def test_different_texts_look_different(one: str, other: str) -> None:
    assert (visible(one) == visible(other)) == (one == other)


def test_a_command_line_is_what_a_shell_would_take() -> None:
    words = ["sh", "-c", "kill $(cat /run/x.pid)", ""]
    assert shlex.split(command_line(words)) == words
    assert command_line(["a\nb", "c"]) == "'a\\nb' c"
