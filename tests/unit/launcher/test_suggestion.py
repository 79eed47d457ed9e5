"""The distance behind "did you mean", against its definition."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import suggestion
from dropexec.launcher.errors import quoted
from dropexec.launcher.text import encoded

WORDS = st.binary(max_size=7).map(lambda word: bytes(b"abc"[byte % 3] for byte in word))
TEXTS = st.text("abcü", max_size=9)
FAR = 100


def defined(left: bytes, right: bytes) -> int:
    """Optimal string alignment as it is defined: a whole matrix, no limit."""
    cost = {(i, 0): i for i in range(len(left) + 1)} | {(0, j): j for j in range(len(right) + 1)}
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            substituted = cost[i - 1, j - 1] + (left[i - 1] != right[j - 1])
            cost[i, j] = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, substituted)
            if i > 1 and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
                cost[i, j] = min(cost[i, j], cost[i - 2, j - 2] + 1)
    return cost[len(left), len(right)]


@given(WORDS, WORDS)
def test_the_distance_is_the_defined_one(left: bytes, right: bytes) -> None:
    assert suggestion._distance(left, right, FAR) == defined(left, right)


@given(WORDS, WORDS)
def test_the_distance_is_symmetric_and_0_only_of_a_word_to_itself(left: bytes, right: bytes) -> None:
    assert suggestion._distance(left, right, FAR) == suggestion._distance(right, left, FAR)
    assert (suggestion._distance(left, right, FAR) == 0) is (left == right)


@given(WORDS, WORDS, st.integers(0, 3))
def test_a_limit_cuts_off_only_what_lies_above_it(left: bytes, right: bytes, limit: int) -> None:
    assert min(suggestion._distance(left, right, limit), limit + 1) == min(defined(left, right), limit + 1)


@given(TEXTS, st.lists(TEXTS, max_size=6))
def test_the_first_of_the_nearest_candidates_is_named_if_it_is_near(word: str, candidates: list[str]) -> None:
    wanted = encoded(word)
    limit = min(2, max(1, len(wanted) // 3), len(wanted) - 1)
    near = [
        (distance, position)
        for position, candidate in enumerate(candidates)
        if (distance := defined(wanted, encoded(candidate))) <= limit
    ]
    expected = f"; did you mean {quoted(candidates[min(near)[1]])}?" if near else ""
    assert suggestion.did_you_mean(word, candidates) == expected


def test_names_are_the_first_fields_of_entries(tmp_path: Path) -> None:
    file = tmp_path / "passwd"
    file.write_bytes(b"root:x:0\n+nis\n-no\n#comment\n\n:x:1\nn\xff:x\nz\0:x\nlast")
    assert suggestion.names_in(str(file)) == ["root", "n\udcff"]
    assert suggestion.names_in(str(tmp_path / "missing")) == []
