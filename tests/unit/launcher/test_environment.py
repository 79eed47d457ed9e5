"""The environment policy: what passes, what never does, and the parsers below it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropexec.launcher import environment
from dropexec.launcher.account import Account
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.text import encoded

IDENTITY = ("HOME", "USER", "LOGNAME", "SHELL")
NAMES = st.one_of(
    st.sampled_from(
        [*IDENTITY, "PATH", "TERM", "LC_ALL", "LC_", "LANG", "NOTIFY_SOCKET", "LD_PRELOAD", "IFS", "JAVA_A"]
    ),
    st.text("ABL_*C\udcff", min_size=1, max_size=4),
)
VALUES = st.text("ab:/= \n\udcff", max_size=5)
PATTERNS = st.lists(st.one_of(NAMES, st.text("AB_L*C", min_size=1, max_size=5)), max_size=3)
CALLERS = st.dictionaries(NAMES, VALUES, max_size=8).map(lambda found: list(found.items()))
ACCOUNTS = st.sampled_from(
    [
        Account(name="a", uid=5, gid=5, groups=(5,), home="/home/a", shell="/bin/sh"),
        Account(name="root", uid=0, gid=0, groups=(0,), home="/root", shell="/bin/bash"),
        Account(name=None, uid=7, gid=7, groups=(7,), home="/", shell="/bin/sh"),
    ]
)
LOGIN_DEFS = st.one_of(
    st.none(),
    st.sampled_from(["ENV_PATH PATH=/a\nENV_SUPATH /b\n"]),
    st.text('ENV_SUPATH=/a: \t"\n', max_size=40),
)
POLICIES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "preserve_all": st.booleans(),
        "preserve": PATTERNS,
        "assignments": st.lists(st.tuples(NAMES, VALUES), max_size=3),
        "unset": PATTERNS,
    }
)


def reference_match(pattern: str, name: str) -> bool:
    translated = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    return re.fullmatch(translated, name, re.DOTALL) is not None


@given(CALLERS, ACCOUNTS, LOGIN_DEFS, POLICIES)
def test_computing_again_from_the_result_changes_no_value(
    caller: list[tuple[str, str]], account: Account, login_defs: str | None, policy: dict[str, Any]
) -> None:
    once = {
        name: value for name, (value, _) in environment.compute(caller, account, login_defs, **policy).items()
    }
    again = environment.compute(list(once.items()), account, login_defs, **policy)
    assert {name: value for name, (value, _) in again.items()} == once


@given(CALLERS, ACCOUNTS, LOGIN_DEFS, POLICIES)
def test_nothing_appears_that_is_not_on_a_list(
    caller: list[tuple[str, str]], account: Account, login_defs: str | None, policy: dict[str, Any]
) -> None:
    result = environment.compute(caller, account, login_defs, **policy)
    callers, assigned = dict(caller), dict(policy["assignments"])
    for name, (value, origin) in result.items():
        assert not any(reference_match(pattern, name) for pattern in policy["unset"])
        if origin == "kept":
            assert value == callers[name]
            assert policy["preserve_all"] or any(
                reference_match(pattern, name) for pattern in (*environment.KEPT, *policy["preserve"])
            )
        elif origin == "set":
            assert value == assigned[name]
        elif origin == "account":
            assert (name, value) in {
                ("HOME", account.home),
                ("USER", account.name),
                ("LOGNAME", account.name),
                ("SHELL", account.shell),
            }
        else:
            assert (name, (value, origin)) == ("PATH", environment.default_path(login_defs, account.uid))


@given(CALLERS, ACCOUNTS, LOGIN_DEFS)
def test_the_callers_identity_and_path_never_pass_a_reset(
    caller: list[tuple[str, str]], account: Account, login_defs: str | None
) -> None:
    result = environment.compute(caller, account, login_defs)
    identity = {name: result[name] for name in (*IDENTITY, "PATH") if name in result}
    assert identity == environment.compute([], account, login_defs)


@given(CALLERS, ACCOUNTS, LOGIN_DEFS, POLICIES)
def test_what_is_assigned_and_not_unset_is_there(
    caller: list[tuple[str, str]], account: Account, login_defs: str | None, policy: dict[str, Any]
) -> None:
    result = environment.compute(caller, account, login_defs, **policy)
    for name, value in dict(policy["assignments"]).items():
        removed = any(reference_match(pattern, name) for pattern in policy["unset"])
        assert result.get(name) == (None if removed else (value, "set"))


@given(st.text("ab*\n", max_size=8), st.text("ab\n", max_size=8))
@example("a*a", "a")
@example("*ab*ab*", "abab")
def test_a_pattern_matches_what_the_regular_expression_does(pattern: str, name: str) -> None:
    assert environment.matches(pattern, name) is reference_match(pattern, name)


def test_the_kept_names_are_sorted_and_stand_once() -> None:
    assert list(environment.KEPT) == sorted(set(environment.KEPT))


@given(
    st.dictionaries(
        st.binary(min_size=1).filter(lambda name: not set(name) & set(b"\0=")),
        st.binary().filter(lambda value: b"\0" not in value),
    )
)
def test_an_environment_block_survives_a_round_trip(block: dict[bytes, bytes]) -> None:
    text = b"".join(name + b"=" + value + b"\0" for name, value in block.items())
    assert [(encoded(name), encoded(value)) for name, value in environment.variables(text)] == list(
        block.items()
    )


@given(
    st.lists(
        st.sampled_from([b"A=1", b"A=2", b"B=", b"=x", b"=", b"", b"noequals", b"A", b"\xff=\xfe", b"C==d"])
    )
)
def test_of_any_block_the_first_of_each_name_counts_and_what_is_no_variable_is_dropped(
    entries: list[bytes],
) -> None:
    expected: dict[bytes, bytes] = {}
    for entry in entries:
        if b"=" in entry and not entry.startswith(b"="):
            expected.setdefault(*entry.split(b"=", 1))
    found = environment.variables(b"\0".join(entries))
    assert {encoded(name): encoded(value) for name, value in found} == expected
    assert len(found) == len(expected)


@given(st.one_of(st.text(), st.text('ENV_SUPATH=/a: \t"\r\n#', max_size=60)), st.sampled_from([0, 1]))
def test_login_defs_of_any_content_gives_a_path(text: str, uid: int) -> None:
    path, origin = environment.default_path(text, uid)
    assert path
    assert "\n" not in path
    assert origin in ("login.defs", "default")


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("ENV_PATH /a:/b", "/a:/b"),
        ("ENV_PATH PATH=/a:/b", "/a:/b"),
        ("  ENV_PATH\t/a  ", "/a"),
        ('ENV_PATH "PATH=/a"', "/a"),
        ("ENV_PATH /a\nENV_PATH /b", "/b"),
        ("#ENV_PATH /a", None),
        ("ENV_PATHS /a", None),
        ("ENV_SUPATH /a", None),
        ("ENV_PATH", None),
        ("ENV_PATH PATH=", None),
    ],
)
def test_a_line_of_login_defs_is_read_so(line: str, path: str | None) -> None:
    default = ("/usr/local/bin:/usr/bin:/bin", "default")
    assert environment.default_path(line, 1) == (default if path is None else (path, "login.defs"))


@given(st.text("A=b*", max_size=5))
def test_an_assignment_has_a_name_and_an_equals_sign(text: str) -> None:
    try:
        name, value = environment.assignment(text)
    except DropexecError:
        assert text.find("=") < 1
    else:
        assert f"{name}={value}" == text
        assert name
        assert "=" not in name
