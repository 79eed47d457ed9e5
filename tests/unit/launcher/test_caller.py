"""What this process is, by /proc and by system call."""

from __future__ import annotations

import errno
import os

import pytest

from dropexec.launcher import caller, kernel
from tests.unit import forked


def test_the_state_of_this_process_is_what_the_system_calls_say() -> None:
    present = caller.read()
    assert (present.uids, present.gids) == (os.getresuid(), os.getresgid())
    assert present.groups == tuple(sorted(set(os.getgroups())))
    assert (present.pid, present.parent) == (os.getpid(), os.getppid())
    assert present.capabilities == kernel.capget()


def test_the_capability_sets_are_the_same_by_proc_and_by_capget() -> None:
    assert caller.capabilities() == kernel.capget()


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES])
def test_without_proc_the_capability_sets_come_by_capget(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> bytes:
        raise OSError(number, os.strerror(number))

    expected = caller.capabilities()
    monkeypatch.setattr(caller, "contents", refuse)
    assert caller.capabilities() == expected


@pytest.mark.root
def test_a_caller_in_as_many_groups_as_the_kernel_takes_is_read_whole() -> None:
    groups = range(4_000_000_000, 4_000_065_536)

    def act() -> object:
        os.setgroups(groups)
        present = caller.read()
        return [present.groups == tuple(groups), caller.capabilities() == kernel.capget()]

    assert forked.in_child(act) == [True, True]
