"""What has to change and which right it needs; and that every step that fails, or lies, ends the change."""

from __future__ import annotations

import os
import posix
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import caller, capability, credentials
from dropexec.launcher.caller import Caller
from dropexec.launcher.capability import Capabilities
from tests.unit import forked

IDS = st.integers(0, 3)
TRIPLES = st.tuples(IDS, IDS, IDS)
GROUPS = st.frozensets(IDS).map(lambda groups: tuple(sorted(groups)))
RIGHTS = (1 << capability.SETGID) | (1 << capability.SETUID)
MASKS = st.sampled_from([0, 1 << capability.SETGID, 1 << capability.SETUID, RIGHTS, RIGHTS | 1])


def process(
    uids: tuple[int, int, int], gids: tuple[int, int, int], groups: tuple[int, ...], effective: int
) -> Caller:
    sets = Capabilities(ambient=0, bounding=0, effective=effective, inheritable=0, permitted=effective)
    return Caller(
        uids=uids,
        gids=gids,
        groups=groups,
        capabilities=sets,
        environment=[],
        parent=1,
        pid=2,
    )


CALLERS = st.builds(process, TRIPLES, TRIPLES, GROUPS, MASKS)


@given(CALLERS, IDS, IDS, st.one_of(st.none(), GROUPS))
def test_what_differs_is_what_is_not_so_already(
    present: Caller, uid: int, gid: int, groups: tuple[int, ...] | None
) -> None:
    groups_differ, gid_differs, uid_differs = credentials.differing(present, uid, gid, groups)
    assert gid_differs is (present.gids != (gid, gid, gid))
    assert uid_differs is (present.uids != (uid, uid, uid))
    if groups is None:
        assert groups_differ is False
    elif present.capabilities.effective >> capability.SETGID & 1:
        assert groups_differ is True
    elif groups == present.groups:
        assert groups_differ is False
    elif not groups_differ:
        # What is not set is at least the same membership: no group that is not wanted is kept.
        assert {*present.groups, *present.gids} == {*groups, gid}


@given(CALLERS, IDS, IDS, st.one_of(st.none(), GROUPS))
def test_a_right_is_lacking_only_where_something_differs_and_the_right_is_not_there(
    present: Caller, uid: int, gid: int, groups: tuple[int, ...] | None
) -> None:
    groups_differ, gid_differs, uid_differs = credentials.differing(present, uid, gid, groups)
    lacking = credentials.lacking(present, uid, gid, groups)
    effective = present.capabilities.effective
    assert lacking & effective == 0
    assert lacking & ~RIGHTS == 0
    setgid = groups_differ or (gid_differs and gid not in present.gids)
    setuid = uid_differs and uid not in present.uids
    assert bool(lacking >> capability.SETGID & 1) is (setgid and not effective >> capability.SETGID & 1)
    assert bool(lacking >> capability.SETUID & 1) is (setuid and not effective >> capability.SETUID & 1)


@given(TRIPLES, TRIPLES, GROUPS, IDS, IDS, st.one_of(st.none(), GROUPS))
def test_root_lacks_nothing(
    uids: tuple[int, int, int],
    gids: tuple[int, int, int],
    groups: tuple[int, ...],
    uid: int,
    gid: int,
    wanted: tuple[int, ...] | None,
) -> None:
    assert credentials.lacking(process(uids, gids, groups, RIGHTS), uid, gid, wanted) == 0


UID, GID, GROUP_LIST = 5001, 5002, (5002, 5003)
STEPS = ("setgroups", "setresgid", "setresuid")


def change(uid: int = UID, gid: int = GID, groups: tuple[int, ...] | None = GROUP_LIST) -> list[object]:
    credentials.change(caller.read(), uid, gid, groups, who='"dxuser"')
    return forked.credentials()


def with_step(step: str, replacement: Callable[..., object]) -> Any:
    """Change in a child where one system call is replaced."""

    def act() -> object:
        setattr(posix, step, replacement)
        return change()

    return forked.in_child(act)


def refusing(number: int) -> Callable[..., None]:
    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.root
@pytest.mark.parametrize("groups", [(), (0,), (5002,), (5002, 5003), tuple(range(70_000, 70_300))])
def test_all_ids_and_exactly_these_groups_are_set(groups: tuple[int, ...]) -> None:
    assert forked.in_child(lambda: change(groups=groups)) == [[UID] * 3, [GID] * 3, list(groups)]


@pytest.mark.root
def test_none_leaves_the_groups_alone() -> None:
    def act() -> object:
        os.setgroups([27, 999])
        return change(groups=None)

    assert forked.in_child(act) == [[UID] * 3, [GID] * 3, [27, 999]]


WHAT = {
    "setgroups": ('the supplementary groups of "dxuser"', ""),
    "setresgid": ('the gid of "dxuser" to 5002', "; is gid 5002 not mapped in this user namespace?"),
    "setresuid": ('the uid of "dxuser" to 5001', "; is uid 5001 not mapped in this user namespace?"),
}


@pytest.mark.root
@pytest.mark.parametrize(
    ("number", "why"),
    [
        (1, "Operation not permitted"),
        (11, "Resource temporarily unavailable"),
        (12, "Cannot allocate memory"),
        (22, "Invalid argument"),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_refused_ends_the_change(step: str, number: int, why: str) -> None:
    what, hint = WHAT[step]
    if number == 1:
        name, call = ("CAP_SETUID", "setresuid") if step == "setresuid" else ("CAP_SETGID", step)
        hint = f"; {name} is present: does a security module or a seccomp filter refuse {call}(2)?"
    message = f"cannot set {what}: {why}" + (hint if number in (1, 22) else "")
    assert with_step(step, refusing(number)) == {"status": 125, "message": message}


@pytest.mark.root
@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("setgroups", "supplementary groups set to [5002, 5003], but read back as [0]"),
        (
            "setresgid",
            "gids (real, effective, saved) set to (5002, 5002, 5002), but read back as (0, 0, 0)",
        ),
        (
            "setresuid",
            "uids (real, effective, saved) set to (5001, 5001, 5001), but read back as (0, 0, 0)",
        ),
    ],
)
def test_a_step_that_does_nothing_and_says_nothing_ends_the_change(step: str, message: str) -> None:
    def act() -> object:
        os.setgroups([0])
        setattr(posix, step, lambda *_: None)
        return change()

    assert forked.in_child(act) == {"status": 125, "message": f"cannot trust the kernel: {message}"}


@pytest.mark.root
@pytest.mark.parametrize("position", [0, 1, 2])
def test_each_of_the_three_uids_and_gids_is_read_back(position: int) -> None:
    wrong = [UID] * 3
    wrong[position] = 0
    for call, what in (("getresuid", "uids"), ("getresgid", "gids")):

        def act(call: str = call) -> object:
            present = caller.read()
            setattr(posix, call, lambda: tuple(wrong))
            credentials.change(present, UID, UID, (UID,))
            return None

        answer = forked.in_child(act)
        assert answer["status"] == 125
        assert answer["message"].startswith(
            f"cannot trust the kernel: {what} (real, effective, saved) set to"
        )


@pytest.mark.root
def test_a_uid_0_that_could_be_taken_back_ends_the_change() -> None:
    real = os.setresuid

    def lenient(*uids: int) -> None:
        if uids != (-1, 0, -1):
            real(*uids)

    assert with_step("setresuid", lenient) == {
        "status": 125,
        "message": "cannot give up uid 0 for good: uid 5001 is able to regain it",
    }


@pytest.mark.root
def test_where_that_cannot_be_seen_the_change_ends() -> None:
    real = os.setresuid

    def busy(*uids: int) -> None:
        if uids == (-1, 0, -1):
            raise OSError(11, "Resource temporarily unavailable")
        real(*uids)

    assert with_step("setresuid", busy) == {
        "status": 125,
        "message": "cannot verify that uid 5001 is unable to regain uid 0: Resource temporarily unavailable",
    }


@pytest.mark.root
@pytest.mark.parametrize("count", [33, 64, 300, 65536])
def test_where_python_takes_too_few_groups_the_c_library_is_asked(count: int) -> None:
    """CPython compiles in musl's NGROUPS_MAX, 32, and raises ValueError above it."""

    def too_many(groups: object) -> None:
        raise ValueError("too many groups")

    def act() -> object:
        posix.setgroups = too_many
        return change(groups=tuple(range(100_000, 100_000 + count)))

    assert forked.in_child(act) == [[UID] * 3, [GID] * 3, list(range(100_000, 100_000 + count))]


@pytest.mark.root
def test_the_copied_groups_of_the_caller_never_stay() -> None:
    def act() -> object:
        os.setgroups([0, 27, 999])
        return change(0, 0, (0,))

    assert forked.in_child(act) == [[0] * 3, [0] * 3, [0]]
