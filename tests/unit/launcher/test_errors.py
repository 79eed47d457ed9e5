"""How a message shows text that nobody vouches for."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.text import decoded


@given(st.binary(max_size=300).map(decoded))
def test_what_is_quoted_is_one_printable_ascii_line(text: str) -> None:
    shown = quoted(text)
    assert shown.isascii()
    assert shown.isprintable()
    assert shown.startswith('"')
    assert shown.rstrip(".").endswith('"')
    assert len(shown) <= 2 + 4 * 200 + 3


@given(st.binary(max_size=200))
def test_what_is_quoted_can_be_read_back(raw: bytes) -> None:
    assert ast.literal_eval("b" + quoted(decoded(raw))) == raw


@given(st.binary(min_size=201, max_size=260))
def test_what_is_long_is_cut_and_says_so(raw: bytes) -> None:
    shown = quoted(decoded(raw))
    assert shown.endswith('"...')
    assert ast.literal_eval("b" + shown[:-3]) == raw[:200]


def test_an_error_has_the_status_of_a_failure_unless_told_otherwise() -> None:
    assert (DropexecError("cannot").status, DropexecError("cannot", 126).status) == (125, 126)


def test_a_reason_is_the_systems_words() -> None:
    assert reason(OSError(2, "whatever")) == "No such file or directory"
    assert reason(OSError("no number")) == "no number"
