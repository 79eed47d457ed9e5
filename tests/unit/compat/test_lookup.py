from __future__ import annotations

import pytest

from dropexec.compat.load import catalogue
from dropexec.compat.lookup import UnknownNameError, find
from dropexec.compat.model import Distribution, Implementation, Row

KNOWN = catalogue()


@pytest.mark.parametrize("name", ["util-linux-su", "UTIL-LINUX-SU", " util-linux-su "])
def test_an_implementation_is_found_by_its_name(name: str) -> None:
    assert find(KNOWN, name) is KNOWN.implementations["util-linux-su"]


@pytest.mark.parametrize(
    "name", ["debian:12", "Debian:12", "debian:bookworm", "debian:BOOKWORM", "debian:12.7"]
)
def test_a_release_is_found_by_number_part_number_and_codename(name: str) -> None:
    found = find(KNOWN, name)
    assert isinstance(found, Row)
    assert (found.distribution, found.release) == ("debian", "12")


def test_a_distribution_is_itself_unless_it_has_but_one_release() -> None:
    assert isinstance(find(KNOWN, "debian"), Distribution)
    assert isinstance(find(KNOWN, "arch"), Row)


def test_a_name_of_both_would_be_an_implementation() -> None:
    assert set(KNOWN.implementations).isdisjoint(KNOWN.distributions)
    assert isinstance(find(KNOWN, "sudo"), Implementation)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("util-linux", "no implementation or distribution is called 'util-linux'; near: util-linux-"),
        ("debiann", "no implementation or distribution is called 'debiann'; near: debian"),
        ("debiann:12", "no distribution is called 'debiann'; near: debian"),
        ("debian:42", "no debian release is called '42'; known: 5, lenny, 6, squeeze, 7, ... (compat list)"),
        ("debian:bokworm", "no debian release is called 'bokworm'; near: bookworm"),
        ("debian:", "no debian release is called ''; known: 5, "),
        ("", "no implementation or distribution is called ''; known: "),
        ("util-linux-su:2.38", "no distribution is called 'util-linux-su'; "),
        ("amzn:2022", "no amzn release is called '2022'; near: 2023, 2"),
    ],
)
def test_an_unknown_name_is_one_line_with_near_ones(name: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        find(KNOWN, name)
    text = str(unknown.value)
    assert text.startswith(message)
    assert "\n" not in text
