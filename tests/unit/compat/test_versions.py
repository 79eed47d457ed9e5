from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.compat.versions import Range, Version

versions = st.from_regex(
    r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}([a-z]{1,2}[0-9]?)?(~rc[0-9])?(-[0-9]{1,2}(\.[0-9])?)?", fullmatch=True
).map(Version)
ends = st.none() | versions
ranges = st.builds(Range, ends, ends)

RISING = [
    "0.2.5",
    "1.9.9",
    "1.9.13",
    "1.9.13p3",
    "1.37.0",
    "2.22",
    "2.23.2",
    "2.23.2-63.el7",
    "2.24~rc1",
    "2.24",
    "2.24.1",
    "2.24.2",
    "2.29.2",
    "2.30",
    "2.36.1-8+deb11u2",
    "2.38.1-5+deb12u3",
    "2.42.4-1",
    "4.1.4.2",
    "4.1.4.2+svn3283-3ubuntu5.1",
    "4.1.5.1-1",
    "4.1.5.1-1ubuntu9.5",
    "4.1.5.1-1+deb7u1",
    "4.4",
    "4.4-4",
    "4.4-4.1",
    "4.5",
    "4.10",
    "4.10.1",
    "8.4-9",
    "8.4-9.el6",
    "8.4-47.el6",
    "8.17",
]


@pytest.mark.parametrize(("lower", "higher"), list(zip(RISING, RISING[1:])))
def test_packagers_numbers_rise(lower: str, higher: str) -> None:
    assert Version(lower) < Version(higher)
    assert not Version(higher) < Version(lower)
    assert Version(lower) != Version(higher)


def test_the_order_is_that_of_every_pair_not_only_of_neighbours() -> None:
    assert sorted(map(Version, reversed(RISING))) == [Version(text) for text in RISING]


@pytest.mark.parametrize(
    ("one", "other"), [("1:4.1.5.1-1", "4.1.5.1-1"), ("2.04", "2.4"), ("2.38.1", "2.38.1"), ("0", "00")]
)
def test_an_epoch_and_leading_zeros_do_not_count(one: str, other: str) -> None:
    assert Version(one) == Version(other)
    assert hash(Version(one)) == hash(Version(other))


@pytest.mark.parametrize("text", ["", "v2.22", "rolling", "2 22", "2.22\n", "٢.٢٢", "-1", "2/22"])
def test_what_no_packager_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a release number"):
        Version(text)


def test_a_version_is_not_compared_with_a_text() -> None:
    assert Version("2.22") != "2.22"


@given(versions, versions)
def test_exactly_one_of_less_equal_and_greater_holds(one: Version, other: Version) -> None:
    assert [one < other, one == other, one > other].count(True) == 1


@given(versions, versions, versions)
def test_the_order_is_transitive(one: Version, two: Version, three: Version) -> None:
    low, middle, high = sorted([one, two, three])
    assert low <= middle <= high
    assert low <= high


@given(versions, versions)
def test_equal_versions_have_equal_hashes(one: Version, other: Version) -> None:
    assert one != other or hash(one) == hash(other)


@given(versions)
def test_a_revision_follows_and_a_candidate_precedes_its_release(version: Version) -> None:
    upstream = version.text.partition("-")[0]
    assert Version(f"{upstream}~rc1") < Version(upstream) < Version(f"{upstream}-1")


@given(ranges, versions)
def test_a_range_holds_what_lies_between_its_ends(span: Range, version: Version) -> None:
    above = span.since is None or span.since <= version
    below = span.before is None or version < span.before
    assert (version in span) is (above and below)


@given(ranges, ranges, versions)
def test_a_release_in_both_ranges_means_that_they_overlap(one: Range, other: Range, version: Version) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    if version in one and version in other:
        assert one.overlaps(other)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Range(Version("2.22"), Version("2.24")), ">=2.22,<2.24"),
        (Range(Version("4.20"), None), ">=4.20"),
        (Range(None, Version("8.18")), "<8.18"),
        (Range(), "all"),
    ],
)
def test_a_range_is_written_as_its_bounds(span: Range, text: str) -> None:
    assert str(span) == text


def test_touching_ranges_do_not_overlap() -> None:
    assert not Range(None, Version("2.24")).overlaps(Range(Version("2.24"), None))
