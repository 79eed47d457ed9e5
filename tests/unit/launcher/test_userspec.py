"""USER[:GROUP]: what is a number, what is a name, and that all else is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropexec.launcher import userspec
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.userspec import MAX_ID, UserSpec

NUMBER = re.compile("0|[1-9][0-9]{0,9}")
NAME = re.compile("[^-+:/\x00-\x1f\x7f][^:/\x00-\x1f\x7f]*")

WORDS = st.one_of(
    st.text(max_size=8),
    st.text("0123456789+-_. :/x٥５²\n\t", max_size=11),
    st.integers(-(2**70), 2**70).map(str),
)


def by_grammar(text: str) -> int | str | None:
    """What the manual page's grammar makes of a part: an id, a name, or None for a refusal."""
    if re.fullmatch("[0-9]+", text):
        return int(text) if NUMBER.fullmatch(text) and int(text) <= MAX_ID else None
    return text if NAME.fullmatch(text) else None


def parsed(text: str) -> int | str | None:
    try:
        return userspec.parse_part("user", text)
    except DropexecError as error:
        assert error.status == 125
        return None


@given(WORDS)
@example("9" * 5000)
@example("4294967295")
@example("00")
@example("٥")
def test_a_part_is_what_the_grammar_says_and_nothing_else(text: str) -> None:
    assert parsed(text) == by_grammar(text)


@given(WORDS)
def test_a_user_spec_is_one_or_two_parts_with_a_colon_between(text: str) -> None:
    parts = [by_grammar(part) for part in text.split(":")]
    try:
        found = userspec.parse(text)
    except DropexecError:
        assert len(parts) > 2 or None in parts
    else:
        assert [found.user] + [found.group] * (found.group is not None) == parts


@given(
    st.one_of(
        st.integers(0, MAX_ID), st.from_regex(NAME, fullmatch=True).filter(lambda name: parsed(name) == name)
    ),
    st.one_of(st.none(), st.integers(0, MAX_ID), st.from_regex("[a-z][a-z0-9_.-]*", fullmatch=True)),
)
def test_a_user_spec_survives_a_round_trip(user: int | str, group: int | str | None) -> None:
    text = str(user) if group is None else f"{user}:{group}"
    assert userspec.parse(text) == UserSpec(user=user, group=group)


def test_every_small_id_is_itself() -> None:
    assert [userspec.parse_part("user", str(number)) for number in range(70_001)] == list(range(70_001))


@pytest.mark.parametrize("edge", [2**8, 2**15, 2**16, 2**31, 2**32, 2**33, 2**63, 2**64, 10**10, 10**30])
def test_around_every_edge_an_id_is_itself_or_refused(edge: int) -> None:
    for number in range(edge - 20, edge + 20):
        assert parsed(str(number)) == (number if number <= MAX_ID else None)


@given(st.integers(0, MAX_ID), st.sampled_from(["+", "-", "0", " ", "0x", "0o", "0b", "_"]))
def test_a_number_in_another_spelling_is_never_that_number(number: int, prefix: str) -> None:
    assert not isinstance(parsed(prefix + str(number)), int)
    assert not isinstance(parsed(f"{number} "), int)
    assert not isinstance(parsed(f"{number}.0"), int)
