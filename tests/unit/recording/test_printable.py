from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.recording.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("su: Passwort falsch — überall\n", "su: Passwort falsch — überall\n"),
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("a\rb\tc\x7f\x9b1m", "a\\rb\\tc\\x7f\\x9b1m"),
        ("safe\u202etxt.exe", "safe\\u202etxt.exe"),
        ("\udcff", "\\udcff"),
        ("", ""),
    ],
)
def test_what_would_act_on_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_but_printable_characters_blanks_and_newlines_is_left(text: str) -> None:
    shown = printable(text)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert printable(shown) == shown
