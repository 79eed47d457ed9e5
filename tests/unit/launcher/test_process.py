"""The grammars of numbers, masks, signals and limits."""

from __future__ import annotations

import re
import resource
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import process
from dropexec.launcher.errors import DropexecError

DIGITS = st.text("0123456789+-_. :x=٥²abk", max_size=6)


@given(st.one_of(DIGITS, st.integers(-1100, 1100).map(str)))
def test_a_number_is_canonical_and_in_range_or_refused(text: str) -> None:
    canonical = re.fullmatch("0|-?[1-9][0-9]{0,9}", text) is not None
    try:
        assert process.integer("oom-score-adj", text) == int(text)
        assert canonical
    except DropexecError:
        assert not canonical or not -1000 <= int(text) <= 1000


@given(st.one_of(DIGITS, st.integers(0, 0o2000).map(lambda mode: f"{mode:o}")))
def test_a_mask_is_octal_and_below_01000_or_refused(text: str) -> None:
    octal = re.fullmatch("[0-7]{1,4}", text) is not None
    try:
        assert process.mode(text) == int(text, 8)
        assert octal
    except DropexecError:
        assert not octal or int(text, 8) > 0o777


@pytest.mark.parametrize("known", list(signal.Signals))
def test_every_signal_goes_by_its_name_and_its_number(known: signal.Signals) -> None:
    for text in (known.name, known.name[3:], known.name.lower(), str(int(known))):
        assert process.signal_number(text) == known


@given(
    st.one_of(
        DIGITS, st.text(max_size=6), st.sampled_from(["SIG", "SIG_DFL", "_IGN", "SIGSIGTERM", "0", "65"])
    )
)
def test_any_word_is_a_signal_or_refused(text: str) -> None:
    try:
        assert 1 <= process.signal_number(text) <= 64
    except DropexecError as error:
        assert str(error).endswith(": no such signal")


VALUES = st.one_of(st.none(), st.integers(0, 2**63 - 1))


def spelled(value: int | None) -> str:
    return "unlimited" if value is None else str(value)


@given(st.sampled_from(sorted(process.LIMITS)), VALUES, VALUES)
def test_a_limit_is_read_as_written_unless_the_soft_one_is_above(
    name: str, soft: int | None, hard: int | None
) -> None:
    above = hard is not None and (soft is None or soft > hard)
    numbers = [process.UNLIMITED if value is None else value for value in (soft, hard)]
    try:
        assert process.limit(f"{name}={spelled(soft)}:{spelled(hard)}") == (name, *numbers)
        assert not above
    except DropexecError:
        assert above
    assert process.limit(f"{name}={spelled(soft)}") == (name, numbers[0], numbers[0])


@given(st.one_of(DIGITS, st.tuples(st.sampled_from(["core", "nofile", "x"]), DIGITS).map("=".join)))
def test_any_word_is_a_limit_or_refused(text: str) -> None:
    try:
        name, soft, hard = process.limit(text)
    except DropexecError as error:
        assert str(error).startswith("cannot use --rlimit ")
    else:
        assert re.fullmatch(f"{name}=0*{soft}(:0*{hard})?", text)


def test_the_sixteen_limits_have_the_kernels_numbers() -> None:
    assert sorted(process.LIMITS.values()) == list(range(16))
    assert process.resource_number("nofile") == 7


@pytest.mark.parametrize("text", ["nofile=hard", "nofile=hard:unlimited"])
def test_the_soft_limit_may_be_the_present_hard_one(text: str) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert process.limit(text) == ("nofile", hard, hard if text.endswith("hard") else process.UNLIMITED)
    with pytest.raises(DropexecError, match=r"the soft limit is above the hard one$"):
        process.limit("nofile=hard:3")
