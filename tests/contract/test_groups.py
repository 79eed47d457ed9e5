"""Supplementary groups: each choice, their exclusions, and the gid that is always in the list."""

from __future__ import annotations

import os
import shutil
import stat
from itertools import combinations
from pathlib import Path

import pytest

from tests.contract.etc import Etc
from tests.contract.launch import Launcher

CHOICES = [
    (["--groups=dxother", "dxuser"], 5001, [5001, 5004]),
    (["--groups=5004,dxsupa,70000", "dxuser"], 5001, [5001, 5002, 5004, 70000]),
    (["--groups=dxother", "dxuser:dxsupa"], 5002, [5002, 5004]),
    (["--groups=5001", "dxuser"], 5001, [5001]),
    (["--clear-groups", "dxuser"], 5001, [5001]),
    (["--clear-groups", "dxuser:dxsupa"], 5002, [5002]),
    (["--init-groups", "dxuser"], 5001, [5001, 5002, 5003]),
    (["--init-groups", "dxuser:dxother"], 5004, [5002, 5003, 5004]),
    (["--init-groups", "5001:dxother"], 5004, [5002, 5003, 5004]),
    (["--add-groups=dxother", "dxuser"], 5001, [5001, 5002, 5003, 5004]),
    (["--add-groups=dxother,5002", "dxlone"], 5010, [5002, 5004, 5010]),
    (["--add-groups=dxother", "dxuser:dxsupa"], 5002, [5002, 5004]),
    (["--init-groups", "--add-groups=70000", "dxuser:dxother"], 5004, [5002, 5003, 5004, 70000]),
    (["--keep-groups", "dxuser"], 5001, [0, 27, 999]),
    (["--add-groups=4294967294", "0"], 0, [0, 4294967294]),
]


@pytest.mark.parametrize(("arguments", "gid", "groups"), CHOICES)
def test_a_choice_gives_exactly_these_groups(
    launcher: Launcher, arguments: list[str], gid: int, groups: list[int]
) -> None:
    found = launcher.reported(*arguments, extra_groups=[0, 27, 999])
    assert (found["gids"], found["groups"]) == ([gid] * 4, groups)


@pytest.mark.parametrize(
    "pair", list(combinations(["--groups=5001", "--init-groups", "--clear-groups", "--keep-groups"], 2))
)
def test_choices_exclude_one_another(launcher: Launcher, pair: tuple[str, str]) -> None:
    names = [option.partition("=")[0] for option in pair]
    assert launcher.run(*pair, "dxuser", "/usr/bin/true").refused() == (
        f"cannot use {names[0]} with {names[1]}: they are mutually exclusive; choose one"
    )


@pytest.mark.parametrize("other", ["--groups=5001", "--clear-groups", "--keep-groups"])
def test_add_groups_goes_with_init_groups_or_none_of_them(launcher: Launcher, other: str) -> None:
    message = launcher.run(other, "--add-groups=5002", "dxuser", "/usr/bin/true").refused()
    assert "are mutually exclusive" in message


def test_init_groups_of_a_uid_without_account_is_refused(launcher: Launcher) -> None:
    assert launcher.run("--init-groups", "12345:54321", "/usr/bin/true").refused() == (
        "cannot initialise the groups of user 12345: no account has this uid; "
        "leave out --init-groups, or list them with --groups"
    )


def test_root_gets_its_groups_too_although_the_ids_are_right_already(launcher: Launcher) -> None:
    assert launcher.reported("root", extra_groups=[0, 27, 999])["groups"] == [0]


@pytest.mark.parametrize(("user", "gid"), [("0", 0), ("dxuser", 5001)])
def test_as_many_groups_as_an_argument_holds_are_set(launcher: Launcher, user: str, gid: int) -> None:
    # One argument may have 128 KiB (MAX_ARG_STRLEN in linux/binfmts.h).
    numbers = list(range(100_000, 115_000))
    mixed = sorted(numbers, key=lambda number: number * 7919 % 15_013)
    found = launcher.reported("--groups", ",".join(map(str, mixed)), user)
    assert found["groups"] == [gid, *numbers]


@pytest.mark.parametrize("more", [0, 1])
def test_more_groups_than_the_kernel_takes_are_refused_before_anything(
    launcher: Launcher, etc: Etc, more: int
) -> None:
    """NGROUPS_MAX is 65536 (linux/limits.h); the login group is one of them."""
    numbers = range(200_000, 200_000 + 65_535 + more)
    etc.write("group", b"".join(b"g%d:x:%d:dxuser\n" % (number, number) for number in numbers))
    outcome = launcher.run("dxuser", *launcher.report)
    if more:
        assert outcome.refused() == "cannot set 65537 supplementary groups: the kernel takes at most 65536"
    else:
        assert outcome.report["groups"] == [5001, *numbers]


def test_a_set_group_id_program_cannot_shed_the_gid(launcher: Launcher, world: Path) -> None:
    """A file of mode 0604 denies its group; a process that has shed the group reads it."""
    secret = world / "denied"
    secret.write_text("secret")
    os.chown(secret, 0, 5001)
    os.chmod(secret, 0o604)
    shedder = world / "shedder"
    shutil.copy("/bin/cat", shedder)
    os.chown(shedder, 0, 5004)
    os.chmod(shedder, 0o755 | stat.S_ISGID)
    for arguments in (["dxuser"], ["5001:5001"], ["--clear-groups", "dxuser"], ["--groups=5002", "dxuser"]):
        outcome = launcher.run(*arguments, str(shedder), str(secret))
        assert (outcome.status, outcome.stdout) == (1, b""), arguments
        assert b"Permission denied" in outcome.stderr
