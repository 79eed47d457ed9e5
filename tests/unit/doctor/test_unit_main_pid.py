"""The check unit-main-pid on made-up machines."""

from __future__ import annotations

import pytest

from dropexec.doctor.check import Result
from dropexec.doctor.checks.unit_main_pid import CHECK
from dropexec.doctor.systemd import Service
from tests.unit.doctor.tree import Tree


def unit(main: int, *, pid_file: str | None = None, kind: str = "simple") -> Service:
    return Service("kafka.service", main, pid_file, kind, "control-group", 90.0)


def look(tree: Tree, *services: Service) -> Result:
    return CHECK.look(tree.host(services))


def test_a_service_that_is_its_own_main_process_passes(tree: Tree) -> None:
    tree.process(50, "java")
    tree.write("run/kafka.pid", "50\n")
    assert look(tree, unit(50, pid_file="/run/kafka.pid"), unit(0)) == Result(
        "pass", "every MAINPID is the service's (1 units)", {"findings": [], "units": 1}
    )


@pytest.mark.parametrize("tool", ["su", "sudo", "runuser", "doas", "sudo-rs"])
def test_a_launcher_fails(tree: Tree, tool: str) -> None:
    tree.process(50, tool)
    tree.process(51, "java", parent=50)
    result = look(tree, unit(50))
    assert result.message == (
        f'MAINPID of kafka.service is "{tool}" (PID 50), not the service: stops and reloads go to it; start '
        "the service with dropexec, or with User="
    )
    assert result.findings == [
        {"status": "fail", "message": result.message, "unit": "kafka.service", "main_pid": 50, "comm": tool,
         "fault": "launcher"}
    ]  # fmt: skip


def test_a_shell_over_a_service_fails(tree: Tree) -> None:
    tree.process(50, "kafka-start.sh", executable="/usr/bin/dash")
    tree.process(51, "java", parent=50)
    result = look(tree, unit(50))
    assert result.message == (
        'MAINPID of kafka.service is "dash" (PID 50), not the service: stops and reloads go to it; write '
        "exec before the shell's last command"
    )
    assert result.status == "fail"


@pytest.mark.parametrize("child", [None, "sleep"])
def test_a_script_that_may_be_the_service_itself_warns(tree: Tree, child: str | None) -> None:
    tree.process(50, "poll.sh", executable="/usr/bin/bash")
    if child:
        tree.process(51, child, parent=50)
    assert look(tree, unit(50)).status == "warn"


def test_busybox_is_the_applet_that_its_process_is_called(tree: Tree) -> None:
    tree.process(50, "sh", executable="/bin/busybox")
    tree.process(60, "httpd", executable="/bin/busybox")
    assert [one["main_pid"] for one in look(tree, unit(50), unit(60)).findings] == [50]


def test_a_oneshot_script_and_a_shell_on_a_terminal_are_none(tree: Tree) -> None:
    tree.process(50, "setup.sh", executable="/usr/bin/dash")
    tree.process(60, "bash", terminal=1025)
    assert look(tree, unit(50, kind="oneshot"), unit(60)).status == "pass"


@pytest.mark.parametrize(
    ("content", "holds"), [("51\n", "holds 51"), ("", "holds no PID"), (None, "holds no PID")]
)
def test_a_pid_file_that_says_otherwise_fails(tree: Tree, content: str | None, holds: str) -> None:
    tree.process(50, "java")
    if content is not None:
        tree.write("run/kafka.pid", content)
    result = look(tree, unit(50, pid_file="/run/kafka.pid"))
    assert result.status == "fail"
    assert result.message.startswith(
        f"MAINPID of kafka.service is 50, but its PIDFile=/run/kafka.pid {holds}: "
    )


def test_a_main_process_that_has_ended_meanwhile_is_none(tree: Tree) -> None:
    assert look(tree, unit(50)).status == "pass"


def test_without_systemd_there_is_nothing_to_find(tree: Tree) -> None:
    assert CHECK.look(tree.host()) == Result(
        "pass", "systemd does not manage services here", {"findings": [], "units": 0}
    )
