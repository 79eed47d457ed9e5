"""What this process is, by /proc and by system call."""

from __future__ import annotations

import os

import pytest

from dropexec.launcher import caller, kernel
from tests.unit import forked


def test_the_state_of_this_process_is_what_the_system_calls_say() -> None:
    present = caller.read()
    assert present.status is not None
    try:
        assert (present.uids, present.gids) == (os.getresuid(), os.getresgid())
        assert present.groups == tuple(sorted(set(os.getgroups())))
        assert (present.pid, present.parent, present.secure) == (os.getpid(), os.getppid(), False)
        assert caller.capabilities(present.status) == present.capabilities
    finally:
        os.close(present.status)


def test_the_capability_sets_are_the_same_by_proc_and_by_capget() -> None:
    status = os.open("/proc/self/status", os.O_RDONLY)
    try:
        assert caller.capabilities(status) == kernel.capget() == caller.capabilities(None)
    finally:
        os.close(status)


@pytest.mark.root
def test_a_caller_in_as_many_groups_as_the_kernel_takes_is_read_whole() -> None:
    groups = range(4_000_000_000, 4_000_065_536)

    def act() -> object:
        os.setgroups(groups)
        present = caller.read()
        return [present.groups == tuple(groups), caller.capabilities(present.status) == kernel.capget()]

    assert forked.in_child(act) == [True, True]


def test_at_secure_is_the_same_by_proc_and_by_getauxval() -> None:
    assert caller._secure() is (kernel.getauxval(23) != 0)
