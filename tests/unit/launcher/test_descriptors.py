"""Descriptors by number: which are named, which are socket activation's, which stay."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import descriptors
from dropexec.launcher.errors import DropexecError
from tests.unit import forked

WORDS = st.one_of(st.text("0123456789+- ٥", max_size=11), st.integers(0, 3).map(str))


@given(st.lists(WORDS, max_size=4))
def test_any_words_are_open_descriptors_or_a_refusal(words: list[str]) -> None:
    try:
        numbers = descriptors.numbers(words)
    except DropexecError:
        return
    assert numbers == tuple(sorted({int(word) for word in words}))
    assert {str(int(word)) for word in words} == set(words)
    for number in numbers:
        os.fstat(number)


@given(
    st.one_of(st.text("0123456789+- ٥", max_size=12), st.integers(0, 2**31).map(str)),
    st.sampled_from(["1", "2", "02", " 2", ""]),
)
def test_socket_activation_counts_where_it_is_meant_for_this_process(count: str, pid: str) -> None:
    environment = [("LISTEN_FDS", count), ("LISTEN_PID", pid)]
    assert descriptors.listening(environment[:1], 2) == 0
    try:
        found = descriptors.listening(environment, 2)
    except DropexecError as error:
        # It claims a descriptor that is not open.
        assert str(error).endswith(f" of socket activation (LISTEN_FDS={count}): Bad file descriptor")
        assert (pid, count) == ("2", str(int(count)))
        return
    assert found == (int(count) if pid == "2" and count.isascii() and found else 0)
    assert all(is_open(number) for number in range(3, 3 + found))


@given(st.sets(st.integers(3, 40)), st.sets(st.integers(3, 40)), st.integers(0, 8))
def test_of_any_open_descriptors_the_named_ones_stay(opened: set[int], kept: set[int], listen: int) -> None:
    def walk() -> object:
        # The child reports through a pipe above the numbers that are looked at.
        null = os.dup2(os.open("/dev/null", os.O_RDONLY), 60)
        os.closerange(3, 41)
        for number in opened:
            os.dup2(null, number)
        before = {int(name) for name in os.listdir("/proc/self/fd")}
        descriptors.close_all_but((*sorted(kept), *(number for number in before if number > 40)), listen)
        return sorted(
            int(name) for name in os.listdir("/proc/self/fd") if 2 < int(name) <= 40 and is_open(int(name))
        )

    expected = sorted(number for number in opened if number in kept or number < 3 + listen)
    assert forked.in_child(walk) == expected


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def test_a_listing_without_its_own_descriptor_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posix.listdir", lambda _: [])
    with pytest.raises(DropexecError, match="cannot trust /proc/self/fd: the listing leaves out its own"):
        descriptors.opened()
