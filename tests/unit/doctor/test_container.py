"""The check container on made-up machines."""

from __future__ import annotations

import pytest

from dropexec.doctor.check import Result
from dropexec.doctor.checks.container import CHECK
from tests.unit.doctor.tree import Tree

FULL = "         0          0 4294967295\n"
PASSWD = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\nfar:x:100000:100000::/:/bin/sh\n"


@pytest.fixture
def machine(tree: Tree) -> Tree:
    for name in ("uid_map", "gid_map"):
        tree.write(f"proc/1/{name}", FULL)
    tree.write("proc/1/setgroups", "allow\n")
    tree.write("etc/passwd", PASSWD)
    return tree


def look(tree: Tree) -> Result:
    return CHECK.look(tree.host())


def faults(tree: Tree) -> list[tuple[str, str]]:
    return [(one["status"], one["fault"]) for one in look(tree).findings]


def test_a_machine_and_an_ordinary_container_pass(machine: Tree) -> None:
    assert (look(machine).status, look(machine).message) == (
        "pass",
        'PID 1 is "systemd", and a service may become any user',
    )
    # docker's default: chown, dac_override, fowner, fsetid, kill, setgid, setuid, ...
    machine.process(1, "redis-server", parent=0, CapEff="00000000a80425fb")
    assert faults(machine) == []


@pytest.mark.parametrize(("terminal", "status"), [(0, "fail"), (34816, "warn")])
def test_a_shell_as_pid_1_fails_and_before_a_person_warns(machine: Tree, terminal: int, status: str) -> None:
    machine.process(1, "entrypoint.sh", parent=0, terminal=terminal, executable="/usr/bin/dash")
    assert faults(machine) == [(status, "shell")]


def test_root_without_the_capabilities_of_a_drop_fails_and_they_are_named(machine: Tree) -> None:
    machine.process(1, "redis-server", parent=0, CapEff="0000000000000040")
    assert faults(machine) == [("fail", "capabilities")]
    assert look(machine).message.startswith("root lacks CAP_SETUID here")


def test_a_container_that_is_not_root_needs_none(machine: Tree) -> None:
    machine.process(1, "redis-server", parent=0, uid=999, CapEff="0000000000000000")
    assert faults(machine) == []


def test_a_single_mapped_uid_fails_and_a_narrow_range_warns_for_the_accounts_beyond(machine: Tree) -> None:
    machine.write("proc/1/uid_map", "0 1000 1\n")
    assert faults(machine) == [("fail", "uid_map")]
    machine.write("proc/1/uid_map", "0 1000 1\n1 100000 65536\n")
    assert look(machine).findings == [
        {
            "status": "warn",
            "message": 'the user namespace does not map the uid of "far": no service can run as one of them; '
            "map a larger range",
            "fault": "uid_map",
            "accounts": ["far"],
        }
    ]


def test_denied_setgroups_fails(machine: Tree) -> None:
    machine.write("proc/1/setgroups", "deny\n")
    assert faults(machine) == [("fail", "setgroups")]


def test_a_kernel_before_user_namespaces_has_neither_maps_nor_setgroups(tree: Tree) -> None:
    assert faults(tree) == []
