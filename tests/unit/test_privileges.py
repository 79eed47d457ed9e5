"""The public API, as a daemon that drops by itself uses it: in children, as root."""

from __future__ import annotations

import os
import posix
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import dropexec
from dropexec.launcher import kernel
from tests.unit import forked

NOBODY = [[65534] * 3, [65534] * 3, [65534]]


def account(uid: int = 65534, gid: int = 65534, groups: tuple[int, ...] = (65534,)) -> dropexec.Account:
    return dropexec.Account(name=None, uid=uid, gid=gid, groups=groups, home="/", shell="/bin/sh")


def test_the_public_names_are_these() -> None:
    assert dropexec.__all__ == ["Account", "DropexecError", "Plan", "drop_privileges", "resolve", "run"]
    for name in dropexec.__all__:
        assert getattr(dropexec, name).__doc__
    with pytest.raises(AttributeError, match=r"^module 'dropexec' has no attribute 'nothing'$"):
        dropexec.__getattr__("nothing")


def test_resolve_changes_nothing_and_says_who() -> None:
    before = forked.credentials()
    found = dropexec.resolve("4242:4343")
    assert (found.name, found.uid, found.gid, found.groups) == (None, 4242, 4343, (4343,))
    assert (found.home, found.shell) == ("/", "/bin/sh")
    assert forked.credentials() == before


@pytest.mark.root
def test_drop_privileges_sets_all_ids_the_groups_and_the_umask() -> None:
    def act() -> object:
        dropexec.drop_privileges(account(5001, 5002, (5002, 5003)), umask=0o027)
        return [*forked.credentials(), os.umask(0)]

    assert forked.in_child(act) == [[5001] * 3, [5002] * 3, [5002, 5003], 0o027]


@pytest.mark.root
def test_drop_privileges_leaves_the_umask_the_environment_and_the_directory_alone() -> None:
    def state() -> list[object]:
        mask = os.umask(0)
        os.umask(mask)
        return [mask, dict(os.environ), os.getcwd(), sorted(os.listdir("/proc/self/fd"))]

    def act() -> object:
        before = state()
        dropexec.drop_privileges(account())
        return before == state()

    assert forked.in_child(act) is True


@pytest.mark.root
def test_drop_privileges_changes_every_thread() -> None:
    def act() -> object:
        go = threading.Event()
        lines: list[list[str]] = []

        def other() -> None:
            go.wait()
            status = Path("/proc/thread-self/status").read_text()
            lines.extend(
                line.split(":")[1].split() for line in status.splitlines() if line[:4] in ("Uid:", "Gid:")
            )

        thread = threading.Thread(target=other)
        thread.start()
        dropexec.drop_privileges(account(5001, 5002, (5002,)))
        go.set()
        thread.join()
        return lines

    assert forked.in_child(act) == [["5001"] * 4, ["5002"] * 4]


@pytest.mark.root
def test_drop_privileges_is_for_good() -> None:
    def act() -> object:
        dropexec.drop_privileges(account())
        attempts: list[Callable[[], object]] = [
            lambda: os.setresuid(-1, 0, -1),
            lambda: os.setuid(0),
            lambda: os.setresgid(-1, 0, -1),
            lambda: os.setgroups([0]),
        ]
        refused = 0
        for attempt in attempts:
            try:
                attempt()
            except PermissionError:
                refused += 1
        return [refused, forked.credentials()]

    assert forked.in_child(act) == [4, NOBODY]


@pytest.mark.root
def test_drop_privileges_a_second_time_is_nothing() -> None:
    def act() -> object:
        dropexec.drop_privileges(account())
        dropexec.drop_privileges(account())
        return forked.credentials()

    assert forked.in_child(act) == NOBODY


@pytest.mark.root
def test_drop_privileges_keeps_the_capabilities_it_is_told_and_no_other() -> None:
    def act() -> object:
        dropexec.drop_privileges(account(), ambient_caps=("net_bind_service",))
        status = Path("/proc/self/status").read_text().splitlines()
        sets = {line[:6]: int(line.split()[1], 16) for line in status if line.startswith("Cap")}
        return [sets[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")]

    assert forked.in_child(act) == [1 << 10] * 4


@pytest.mark.root
def test_without_the_right_drop_privileges_names_it_and_changes_nothing() -> None:
    def act() -> object:
        dropexec.drop_privileges(account())
        mask = os.umask(0o022)
        try:
            dropexec.drop_privileges(account(5001, 5001, (5001,)), umask=0o077)
        except dropexec.DropexecError as error:
            return [str(error), forked.credentials(), os.umask(mask)]
        return None

    assert forked.in_child(act) == [
        "cannot become uid 5001: this process lacks CAP_SETGID and CAP_SETUID",
        NOBODY,
        0o022,
    ]


@pytest.mark.parametrize("umask", [-1, 0o1000])
def test_a_umask_out_of_range_is_refused(umask: int) -> None:
    with pytest.raises(ValueError, match="is not in 0 to 0o777"):
        dropexec.drop_privileges(account(), umask=umask)


@pytest.mark.root
def test_run_flushes_what_stands_in_pythons_buffers_and_becomes_the_command() -> None:
    def act() -> None:
        sys.stdout.write("before ")
        dropexec.run(dropexec.Plan.parse(["65534:65534", "/bin/sh", "-c", "id -u; exit 7"]))

    assert forked.output_of(act) == (7, b"before 65534\n")


@pytest.mark.root
@pytest.mark.parametrize(("command", "status"), [("/no/such/file", 127), ("/etc/passwd", 126)])
def test_run_raises_with_the_status_of_a_command_that_does_not_run(command: str, status: int) -> None:
    answer = forked.in_child(lambda: dropexec.run(dropexec.Plan.parse(["65534:65534", command])))
    assert answer["status"] == status


@pytest.mark.root
def test_run_without_the_right_changes_nothing() -> None:
    def act() -> object:
        dropexec.drop_privileges(account())
        # As an exec would do: otherwise /proc/self belongs to root (PR_SET_DUMPABLE(2const)).
        kernel._prctl(4, 1)
        plan = dropexec.Plan.parse(["--umask=077", "5001:5001", "/bin/true"])
        posix.umask(0o022)
        try:
            dropexec.run(plan)
        except dropexec.DropexecError as error:
            return [error.status, os.umask(0), forked.credentials()]

    assert forked.in_child(act) == [125, 0o022, NOBODY]


def test_a_plan_is_a_value_that_can_be_printed() -> None:
    opened = set(os.listdir("/proc/self/fd"))
    plan = dropexec.Plan.parse(["--umask=027", "--chdir=~/x", "4242:4343", "cmd", "--", "-x"])
    assert set(os.listdir("/proc/self/fd")) == opened
    assert (plan.account.uid, plan.umask, plan.directory, plan.command) == (
        4242,
        0o027,
        "//x"[1:],
        ("cmd", "--", "-x"),
    )
    assert repr(plan).startswith("Plan(account=Account(gid=4343, groups=(4343,), home='/', name=None")
