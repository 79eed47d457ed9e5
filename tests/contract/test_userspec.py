"""Every form of USER[:GROUP], what it resolves to, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import accounts
from tests.contract.launch import Launcher

ACCEPTED = {
    "dxuser": (5001, 5001, [5001, 5002, 5003]),
    "5001": (5001, 5001, [5001, 5002, 5003]),
    "dxuser:dxsupa": (5001, 5002, [5002]),
    "dxuser:5004": (5001, 5004, [5004]),
    "5001:dxother": (5001, 5004, [5004]),
    "dxuser:0": (5001, 0, [0]),
    "dxlone": (5010, 5010, [5010]),
    "dxmany": (5011, 5011, [5011, *accounts.MANY]),
    "dx.dot": (5013, 5013, [5013]),
    "0day": (5014, 5014, [5014]),
    "dxunnamed": (5016, 59999, [59999]),
    "7007": (7007, 7007, [7007]),
    "12345:54321": (12345, 54321, [54321]),
    "dxuser:10staff": (5001, 5030, [5030]),
    "dxuser:5031": (5001, 5031, [5031]),
    "dxtoor": (0, 0, [0, 5003]),
    "root": (0, 0, [0]),
    "0": (0, 0, [0]),
    "0:0": (0, 0, [0]),
}


@pytest.mark.parametrize("spec", ACCEPTED)
def test_a_user_spec_gives_exactly_these_ids_and_groups(launcher: Launcher, spec: str) -> None:
    uid, gid, groups = ACCEPTED[spec]
    found = launcher.reported(spec)
    assert (found["uids"], found["gids"], found["groups"]) == ([uid] * 4, [gid] * 4, groups)


@pytest.mark.parametrize("name", ["lint", "explain", "doctor", "compat", "watch"])
def test_a_bare_word_in_the_user_position_is_always_a_user(launcher: Launcher, name: str) -> None:
    assert launcher.reported(name)["environment"]["USER"] == name


IDS = [0, 1, 10, 42, 100, 999, 1000, 65533, 65534, 65535, 65536]
IDS += [2**31 - 2, 2**31 - 1, 2**31, 2**32 - 3, 2**32 - 2]


@pytest.mark.parametrize("number", IDS)
def test_an_id_in_range_maps_to_itself(launcher: Launcher, number: int) -> None:
    found = launcher.reported("--add-groups", str(number), f"{number}:{number}")
    assert (found["uids"], found["gids"], found["groups"]) == ([number] * 4, [number] * 4, [number])


NOT_IDS = [
    "4294967295",
    "4294967296",
    "4294967297",
    str(2**62),
    str(2**63 - 1),
    str(2**63),
    "1" + "0" * 30,
    "9" * 5000,
]
NOT_IDS += ["-0", "-1", "-2", "-42", "-43", "-2147483649", "+0", "+1", "+5", "00", "01", "001", "010"]
NOT_IDS += [
    "0x1234",
    "0x10",
    "0o1234",
    "0o10",
    "0b1234",
    "0b1",
    " 1",
    "1 ",
    " 5",
    "5 ",
    "1\t",
    "1\n",
    "5\n",
    "1_000",
    "1e3",
    "1.0",
    "5.0",
]
NOT_IDS += ["٥", "５", "²", "٥٠٠١", ".", "..", "../../etc/passwd", "a/b", "new\nline", "\x7f", "\x1b[31m"]


def fault(text: str, kind: str) -> str:
    """Return what is wrong with a user or a group that is none."""
    if re.fullmatch("[0-9]+", text):
        return "an id is a number from 0 to 4294967294 without leading zeros"
    if text == "":
        return "it is empty"
    if text[0] in "+-" or re.search(r"[:/\x00-\x1f\x7f]", text):
        return "it is neither a name nor a number in canonical form"
    return "no such account" if kind == "user" else "no such group"


@pytest.mark.parametrize("text", NOT_IDS)
@pytest.mark.parametrize("form", ["{}", "{}:5001", "dxuser:{}"])
def test_what_is_no_canonical_id_and_no_name_is_refused_and_nothing_runs(
    launcher: Launcher, text: str, form: str, world: Path
) -> None:
    sentinel = world / "ran"
    outcome = launcher.run("--", form.format(text), "/usr/bin/touch", str(sentinel))
    kind = "group" if form.startswith("dxuser") else "user"
    message = outcome.refused()
    assert re.match(rf'cannot (use|find) {kind} ".*"(\.\.\.)?: {fault(text, kind)}', message), message
    assert not sentinel.exists()


@pytest.mark.parametrize("text", [*NOT_IDS, ""])
@pytest.mark.parametrize("option", ["--groups", "--add-groups"])
def test_a_group_in_a_list_obeys_the_same_grammar(launcher: Launcher, option: str, text: str) -> None:
    message = launcher.run(f"{option}={text}", "dxuser", "/usr/bin/true").refused()
    assert fault(text, "group") in message or "an element of the list is empty" in message
    assert text or "is empty" in message


PARTS = {
    "the user is empty": ["", ":", ":dxuser", ":5001"],
    "the group is empty": ["dxuser:", "5001:"],
    "it has more than one colon": ["::", "a:b:c", "1:2:3", "dxuser:dxsupa:"],
}


@pytest.mark.parametrize(("spec", "wrong"), [(spec, wrong) for wrong in PARTS for spec in PARTS[wrong]])
def test_an_empty_part_or_a_second_colon_is_refused(launcher: Launcher, spec: str, wrong: str) -> None:
    message = launcher.run(spec, "/usr/bin/true").refused()
    assert message.startswith(f'cannot use user spec "{spec}": {wrong}')


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", 'cannot use user spec "": the user is empty (is a variable unset?); write USER or USER:GROUP'),
        ("a:b:c", 'cannot use user spec "a:b:c": it has more than one colon; write USER or USER:GROUP'),
        ("nobdy", 'cannot find user "nobdy": no such account; did you mean "nobody"?'),
        ("orot", 'cannot find user "orot": no such account; did you mean "root"?'),
        ("nobdoy", 'cannot find user "nobdoy": no such account; did you mean "nobody"?'),
        ("dxuser:dxsuqa", 'cannot find group "dxsuqa": no such group; did you mean "dxsupa"?'),
        ("qqqqqqqqqqqq", 'cannot find user "qqqqqqqqqqqq": no such account'),
        (
            "1234",
            (
                "cannot use user 1234: no account has this uid, so it has no login group; "
                "name the group as well: 1234:1234"
            ),
        ),
        (
            "5005",
            (
                'cannot use user 5005: it is ambiguous, the account named "5005" has uid 6005; '
                "rename that account"
            ),
        ),
        (
            "5007",
            (
                'cannot use user 5007: it is ambiguous, the account named "5007" has uid 6007; '
                "rename that account"
            ),
        ),
        (
            "dxuser:5006",
            'cannot use group 5006: it is ambiguous, the group named "5006" has gid 6006; rename that group',
        ),
        (
            "4294967296",
            'cannot use user "4294967296": an id is a number from 0 to 4294967294 without leading zeros',
        ),
        ("007", 'cannot use user "007": an id is a number from 0 to 4294967294 without leading zeros'),
        (
            "dxminus",
            'cannot use "dxminus": the database gives it the uid 4294967295, which means "leave unchanged"',
        ),
        (
            "dxgminus",
            (
                'cannot use "dxgminus": the database gives it the login group 4294967295, '
                'which means "leave unchanged"'
            ),
        ),
        (
            "dxuser:dxminus",
            'cannot use "dxminus": the database gives it the gid 4294967295, which means "leave unchanged"',
        ),
        (
            "a\x1b[2Jb\n\xff",
            (
                'cannot use user "a\\x1b[2Jb\\x0a\\xc3\\xbf": it is neither a name nor a number in '
                "canonical form"
            ),
        ),
    ],
)
def test_a_refusal_says_what_and_why_and_what_to_do(launcher: Launcher, spec: str, message: str) -> None:
    assert launcher.run(spec, "/usr/bin/true").refused() == message


UNKNOWN = {
    "nobdy": 'cannot find user "nobdy": no such account',
    "dxuser:nogrp": 'cannot find group "nogrp": no such group',
    "nobdy:0": 'cannot find user "nobdy": no such account',
    "12345": "cannot use user 12345: no account has this uid",
    "-nobdy": 'cannot use user "-nobdy": it is neither a name nor a number in canonical form',
    "+nobdy": 'cannot use user "+nobdy": it is neither a name nor a number in canonical form',
    "0:nogrp": 'cannot find group "nogrp": no such group',
}


@pytest.mark.parametrize("spec", UNKNOWN)
def test_an_unknown_user_or_group_runs_nothing(launcher: Launcher, spec: str, world: Path) -> None:
    sentinel = world / "ran-unknown"
    message = launcher.run("--", spec, "/usr/bin/touch", str(sentinel)).refused()
    assert message.startswith(UNKNOWN[spec]), message
    assert not sentinel.exists()


def test_a_user_spec_that_is_not_utf_8_is_refused_in_one_ascii_line(launcher: Launcher) -> None:
    assert (
        launcher.run(b"\xff\xfe", "/usr/bin/true").refused()
        == 'cannot find user "\\xff\\xfe": no such account'
    )


def test_a_very_long_user_spec_is_cut_in_the_message(launcher: Launcher) -> None:
    assert len(launcher.run("x" * 100_000, "/usr/bin/true").refused()) < 300


def test_ids_of_the_caller_are_never_kept_by_accident(launcher: Launcher) -> None:
    found = launcher.reported("12345:54321", extra_groups=[0, 27, 999])
    assert (found["uids"], found["gids"], found["groups"]) == ([12345] * 4, [54321] * 4, [54321])
