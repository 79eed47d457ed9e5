"""resolve(): what becomes of a user spec, over databases of every shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import account
from dropexec.launcher.account import NGROUPS_MAX, Account, resolve
from dropexec.launcher.database import SYSTEM
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.userspec import MAX_ID
from tests.unit.launcher.directory import IDS, NAMES, Directory, directories

WORDS = st.one_of(NAMES, IDS.map(str))
SPECS = st.one_of(WORDS, st.tuples(WORDS, WORDS).map(":".join), st.text(max_size=4))
LISTS = st.lists(WORDS, max_size=4)
CHOICES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"groups": LISTS}),
    st.just({"init_groups": True}),
    st.just({"clear_groups": True}),
    st.just({"keep_groups": True}),
    st.fixed_dictionaries({"add_groups": LISTS}),
    st.fixed_dictionaries({"add_groups": LISTS, "init_groups": st.just(True)}),
)


def literals(spec: str, choice: dict[str, Any]) -> set[int]:
    words = [*spec.split(":")[1:], *choice.get("groups", ()), *choice.get("add_groups", ())]
    return {int(word) for word in words if word.isascii() and word.isdigit()}


@given(directories(), SPECS, CHOICES)
def test_an_account_is_refused_or_sound(directory: Directory, spec: str, choice: dict[str, Any]) -> None:
    try:
        found = resolve(spec, database=directory, **choice)
    except DropexecError as error:
        assert error.status == 125
        return
    assert 0 <= found.uid <= MAX_ID
    assert 0 <= found.gid <= MAX_ID
    assert (found.name is None) == (found.uid not in {entry[0] for entry in directory.users.values()})
    assert found.home
    assert found.shell
    if choice.get("keep_groups"):
        assert found.groups is None
        return
    assert found.groups is not None
    assert list(found.groups) == sorted(set(found.groups))
    assert found.gid in found.groups
    given_by_database = {gid for gid, _ in directory.groups.values()}
    given_by_database |= {entry[1] for entry in directory.users.values()}
    assert set(found.groups) <= given_by_database | literals(spec, choice)
    assert all(0 <= group <= MAX_ID for group in found.groups)


@given(directories(), IDS, IDS)
def test_numbers_are_never_looked_up_as_names(directory: Directory, uid: int, gid: int) -> None:
    try:
        found = resolve(f"{uid}:{gid}", database=directory)
    except DropexecError as error:
        assert "it is ambiguous" in str(error)
        assert str(uid) in directory.users or str(gid) in directory.groups
    else:
        assert (found.uid, found.gid, found.groups) == (uid, gid, (gid,))


@given(directories(), IDS)
def test_a_uid_without_account_needs_a_group(directory: Directory, uid: int) -> None:
    lone = Directory(
        {name: entry for name, entry in directory.users.items() if entry[0] != uid and name != str(uid)}
    )
    with pytest.raises(DropexecError, match=f"name the group as well: {uid}:{uid}$"):
        resolve(str(uid), database=lone)


@given(directories())
def test_a_name_gives_its_entry_and_its_memberships(directory: Directory) -> None:
    for name, (uid, gid, home, shell) in directory.users.items():
        members = {group for group, names in directory.groups.values() if name in names}
        refused = name.isdigit() or name[0] == "-" or max([uid, gid, *members]) > MAX_ID
        if refused:
            continue
        assert resolve(name, database=directory) == Account(
            name=name,
            uid=uid,
            gid=gid,
            groups=tuple(sorted({gid, *members})),
            home=home or "/",
            shell=shell or "/bin/sh",
        )


@given(
    directories(),
    SPECS,
    st.lists(
        st.sampled_from(["groups", "init_groups", "clear_groups", "keep_groups"]), min_size=2, unique=True
    ),
)
def test_choices_exclude_one_another_whatever_the_spec(
    directory: Directory, spec: str, chosen: list[str]
) -> None:
    choice: dict[str, Any] = {name: [] if name == "groups" else True for name in chosen}
    with pytest.raises(DropexecError, match=r"they are mutually exclusive; choose one$"):
        resolve(spec, database=directory, **choice)


def test_one_group_more_than_the_kernel_takes_is_refused() -> None:
    directory = Directory({"a": (1, 1, "", "")})
    most = [str(number) for number in range(2, NGROUPS_MAX + 1)]
    assert len(resolve("a", groups=most, database=directory).groups or ()) == NGROUPS_MAX
    with pytest.raises(
        DropexecError, match=r"^cannot set 65537 supplementary groups: the kernel takes at most 65536$"
    ):
        resolve("a", groups=[*most, "0"], database=directory)


def test_a_database_that_fails_is_a_refusal() -> None:
    class Failing(Directory):
        def groups_of(self, name: str, gid: int) -> list[int]:
            raise OSError(5, "Input/output error")

    with pytest.raises(
        DropexecError, match=r'^cannot read the groups of "a" from the group database: Input/output error$'
    ):
        resolve("a", database=Failing({"a": (1, 1, "", "")}))


@pytest.mark.parametrize("name", ["no\0body", "\udcff", "x" * 100_000])
def test_the_systems_database_takes_any_name(name: str) -> None:
    assert SYSTEM.user_named(name) is None
    assert SYSTEM.group_named(name) is None


def test_the_groups_that_a_runtime_added_are_inherited_and_nothing_else() -> None:
    """What an image's own /etc/group gives root (Alpine: disk, wheel) stays behind, and gid 0 always does."""
    directory = Directory(
        {"root": (0, 0, "", ""), "app": (5, 5, "", "")}, {"disk": (6, ["root"]), "wheel": (10, ["root"])}
    )
    target = resolve("app", database=directory)
    inherited, left_out = account.inherit(target, 0, (0, 6, 10, 2000), directory)
    assert (inherited.groups, left_out) == ((5, 2000), (0, 6, 10))
    inherited, left_out = account.inherit(target, 77, (0, 6, 2000), directory)
    assert (inherited.groups, left_out) == ((5, 6, 2000), (0,))
