"""A user namespace that maps some ids only hides what is so; the test looks from outside."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract import resting
from tests.contract.launch import Launcher

CLONE_NEWUSER = 0x10000000


def mapped(ids: list[int], groups: list[int], *, denies: bool = False) -> Callable[[], None]:
    """Return what puts a child with these groups into a user namespace that maps these ids to themselves."""
    lines = "".join(f"{number} {number} 1\n" for number in ids)

    def prepare() -> None:
        os.setgroups(groups)
        child = os.getpid()
        reading, writing = os.pipe()
        helper = os.fork()
        if helper == 0:
            os.read(reading, 1)
            place = Path("/proc", str(child))
            if denies:
                (place / "setgroups").write_text("deny")
            for name in ("uid_map", "gid_map"):
                (place / name).write_text(lines)
            os._exit(0)
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
            raise OSError("unshare(CLONE_NEWUSER)")
        os.write(writing, b"x")
        if os.waitpid(helper, 0)[1] != 0:
            raise OSError("cannot map the ids")
        os.close(reading)
        os.close(writing)

    return prepare


def test_a_group_that_is_not_mapped_is_left_behind_although_it_reads_as_wanted(
    open_launcher: Launcher, resting_target: Path
) -> None:
    rest = resting.run(open_launcher, resting_target, "65534:65534", prepare=mapped([0, 65534], [27]), env={})
    assert rest.state is not None, rest.outcome
    assert (rest.state["uids"], rest.state["groups"]) == ([65534] * 4, [65534])


@pytest.mark.parametrize("groups", [[27], [65534], [5001, 27]])
def test_where_setgroups_is_denied_a_list_with_the_overflow_gid_is_refused(
    open_launcher: Launcher, resting_target: Path, groups: list[int]
) -> None:
    ids = [0, 5001, 65534]
    spec = ("--groups=5001,65534", "0:5001") if 5001 in groups else ("65534:65534",)
    rest = resting.run(open_launcher, resting_target, *spec, prepare=mapped(ids, groups, denies=True), env={})
    assert rest.state is None
    assert rest.outcome is not None
    assert "setgroups" in rest.outcome.refused()


def test_where_setgroups_is_denied_a_list_that_reads_as_wanted_counts_as_set(
    open_launcher: Launcher, resting_target: Path
) -> None:
    prepare = mapped([0, 5001], [5001], denies=True)
    rest = resting.run(open_launcher, resting_target, "5001:5001", prepare=prepare, env={})
    assert rest.state is not None, rest.outcome
    assert rest.state["groups"] == [5001]


def test_where_setgroups_is_denied_another_list_is_refused(
    open_launcher: Launcher, resting_target: Path
) -> None:
    prepare = mapped([0, 5001, 5002], [5001, 5002], denies=True)
    rest = resting.run(open_launcher, resting_target, "5001:5001", prepare=prepare, env={})
    assert rest.outcome is not None
    assert "--keep-groups" in rest.outcome.refused()
