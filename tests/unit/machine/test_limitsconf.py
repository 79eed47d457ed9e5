"""limits.conf(5): which entries count for whom, and the option that sets the same."""

from __future__ import annotations

import pytest

from dropexec.machine.limitsconf import Entry, Limit, Login, applied, kernel_value, option, parse

KAFKA = Login(name="kafka", uid=1001, gid=2001, groups={2001: "kafka", 2002: "data"})
ROOT = Login(name="root", uid=0, gid=0, groups={0: "root"})


def values(text: str, login: Login) -> dict[str, tuple[str | None, str | None]]:
    found = applied(parse("f", text), login)
    return {
        limit.item: (
            None if limit.soft is None else limit.soft.value,
            None if limit.hard is None else limit.hard.value,
        )
        for limit in found
    }


def test_comments_and_malformed_lines_are_no_entries() -> None:
    text = "# kafka - nofile 1\n\nkafka - nofile\nkafka both nofile 2\n"
    text += "Kafka SOFT NoFile 3 # why\nkafka - nofile 4 5\nkafka -\n"
    assert parse("f", text) == [Entry("f", "Kafka", "soft", "nofile", "3"), Entry("f", "kafka", "-", "", "")]


@pytest.mark.parametrize(
    ("domain", "kafka", "root"),
    [
        ("kafka", True, False),
        ("root", False, True),
        ("*", True, False),
        ("%", False, False),
        ("%data", False, False),
        ("@kafka", True, False),
        ("@data", True, False),
        ("@root", False, False),
        ("@other", False, False),
        ("data", False, False),
        ("1000:1999", True, False),
        ("1002:", False, False),
        ("1001:", True, False),
        (":1001", True, False),
        (":1002", False, False),
        ("0:", True, True),
        ("@:2002", True, False),
        ("@2002:", False, False),
        ("@2000:2001", True, False),
        ("@0:", True, False),
        (":", False, False),
        ("x:y", False, False),
    ],
)
def test_a_domain_holds_for(domain: str, kafka: bool, root: bool) -> None:
    text = f"{domain} - nofile 1"
    assert (bool(values(text, KAFKA)), bool(values(text, ROOT))) == (kafka, root)


def test_the_user_beats_the_group_and_the_group_the_wildcard_in_any_order() -> None:
    text = "kafka soft nofile 1\n@data - nofile 2\n* - nofile 3\n* hard core 4\n@data soft core 5\n"
    assert values(text, KAFKA) == {"nofile": ("1", "2"), "core": ("5", "4")}


def test_of_equals_the_later_one_counts() -> None:
    assert values("* - nofile 1\n* soft nofile 2\n", KAFKA) == {"nofile": ("2", "1")}


def test_a_line_with_nothing_but_a_dash_exempts_the_user() -> None:
    assert values("* - nofile 1\n@data -\n", KAFKA) == {}
    assert values("root - nofile 1\n* -\n", ROOT) == {"nofile": ("1", "1")}


@pytest.mark.parametrize(
    ("item", "value", "kernel"),
    [
        ("nofile", "5", 5),
        ("memlock", "64", 65536),
        ("cpu", "2", 120),
        ("nice", "-20", 40),
        ("core", "unlimited", -1),
        ("core", "-1", -1),
        ("core", "infinity", -1),
        ("core", "-2", None),
        ("core", "x", None),
    ],
)
def test_a_value_in_the_kernels_unit(item: str, value: str, kernel: int | None) -> None:
    assert kernel_value(item, value) == kernel


@pytest.mark.parametrize(
    ("soft", "hard", "item", "expected"),
    [
        ("10", "10", "nofile", "--rlimit nofile=10"),
        ("10", "20", "nofile", "--rlimit nofile=10:20"),
        ("10", None, "nofile", "--rlimit nofile=10:4096"),
        ("9999", None, "nofile", "--rlimit nofile=4096"),
        (None, "20", "nofile", "--rlimit nofile=20"),
        (None, "unlimited", "nofile", "--rlimit nofile=1024:unlimited"),
        ("unlimited", "unlimited", "memlock", "--rlimit memlock=unlimited"),
        ("5", "5", "priority", "--nice 5"),
        ("1", "1", "nonewprivs", "--no-new-privs"),
        ("3", "3", "maxlogins", None),
        ("x", "x", "nofile", None),
    ],
)
def test_the_option_that_sets_the_same(
    soft: str | None, hard: str | None, item: str, expected: str | None
) -> None:
    entries = [None if value is None else Entry("f", "*", "-", item, value) for value in (soft, hard)]
    assert option(Limit(item, *entries), {"nofile": (1024, 4096)}) == expected
