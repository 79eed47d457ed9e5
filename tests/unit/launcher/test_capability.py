"""Capabilities by name and number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import capability
from dropexec.launcher.capability import NAMES
from dropexec.launcher.errors import DropexecError

LISTS = st.lists(st.sampled_from(NAMES), unique=True)


@given(LISTS, st.booleans(), st.booleans())
def test_a_list_and_its_mask_say_the_same(words: list[str], prefixed: bool, upper: bool) -> None:
    spelled = [f"cap_{word}" if prefixed else word for word in words]
    mask = capability.parse("ambient-caps", [word.upper() if upper else word for word in spelled])
    assert mask == sum(1 << NAMES.index(word) for word in words)
    assert capability.names(mask) == [f"cap_{name}" for name in NAMES if name in words]


@given(st.lists(st.text(max_size=12), min_size=1))
def test_any_words_are_capabilities_or_a_refusal(words: list[str]) -> None:
    try:
        capability.parse("ambient-caps", words)
    except DropexecError as error:
        assert str(error).startswith("cannot use --ambient-caps ")
    else:
        assert {word.lower().removeprefix("cap_") for word in words} <= set(NAMES)


def test_a_capability_stands_once() -> None:
    with pytest.raises(DropexecError, match="the capability is listed twice"):
        capability.parse("ambient-caps", ["chown", "CAP_CHOWN"])


def test_a_capability_newer_than_the_table_is_shown_by_its_number() -> None:
    assert capability.shown(1 << 6 | 1 << 63) == "CAP_SETGID and CAP_63"


@pytest.mark.parametrize(("name", "number"), [("chown", 0), ("setgid", 6), ("setuid", 7), ("sys_admin", 21)])
def test_the_numbers_are_the_kernels(name: str, number: int) -> None:
    assert NAMES.index(name) == number
    assert len(NAMES) == 41
