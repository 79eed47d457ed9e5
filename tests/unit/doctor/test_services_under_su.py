"""The check services-under-su on made-up machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.doctor import stopping
from dropexec.doctor.check import Result
from dropexec.doctor.checks.services_under_su import CHECK
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.host import Host
from dropexec.doctor.procfs import Proc
from dropexec.doctor.stopping import Stopping
from dropexec.doctor.systemd import Service
from tests.unit.doctor.tree import UPTIME, Tree

KILLS = Stopping("util-linux-su", "2.38.1", "kills-slow-shutdown", "Killed.", 2.0, one_process=True)
FORWARDS = Stopping("sudo", "1.9", "forwards-and-waits", "Passed on.", None, one_process=True)


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tools do, instead of looking which ones this machine has."""
    monkeypatch.setattr(stopping, "of", lambda _root, tool, _path: FORWARDS if tool == "sudo" else KILLS)


def unit(name: str, main: int, stop: float | None = 90.0) -> Service:
    return Service(name, main, None, "simple", "control-group", stop)


def under(tree: Tree, tool: str = "su", pid: int = 50, **fields: object) -> None:
    """Add a launcher below PID 1, and redis-server below it."""
    tree.process(pid, tool, start=UPTIME - 7200, **fields)  # type: ignore[arg-type]
    tree.process(pid + 1, "redis-server", parent=pid, start=UPTIME - 7200, uid=110)


def look(tree: Tree, *services: Service) -> Result:
    return CHECK.look(tree.host(services))


def test_a_service_under_su_fails_with_all_that_a_person_needs(tree: Tree) -> None:
    under(tree, executable="/usr/bin/su", group="/system.slice/redis.service")
    result = look(tree, unit("redis.service", 50))
    assert result.status == "fail"
    assert result.message == (
        '"redis-server" has run under su (PID 50) in redis.service for 2 h: its stop is allowed 90 s, but su '
        "kills it 2 s after SIGTERM; start it with dropexec in the place of su"
    )
    assert result.findings == [
        {
            "status": "fail",
            "message": result.message,
            "supervisor": {"pid": 1, "comm": "systemd"},
            "su": {
                "pid": 50,
                "tool": "su",
                "path": "/usr/bin/su",
                "implementation": "util-linux-su",
                "version": "2.38.1",
            },
            "target": {"pid": 51, "comm": "redis-server"},
            "shells_between": [],
            "unit": "redis.service",
            "running_seconds": 7200,
            "stop_allowed_seconds": 90.0,
            "su_gives_seconds": 2.0,
            "outcome": "kills-slow-shutdown",
        }
    ]


@pytest.mark.parametrize("tool", ["su", "runuser", "doas", "sudo-rs"])
def test_every_launcher_that_stays_is_found(tree: Tree, tool: str) -> None:
    under(tree, tool)
    assert [one["su"]["tool"] for one in look(tree).findings] == [tool]


def test_one_that_forwards_and_waits_warns(tree: Tree) -> None:
    under(tree, "sudo")
    assert look(tree).status == "warn"


def test_a_stop_that_is_allowed_less_than_su_gives_warns(tree: Tree) -> None:
    under(tree)
    assert look(tree, unit("redis.service", 50, stop=1.0)).status == "warn"


def test_a_shell_in_between_is_told_in_the_place_of_the_service(tree: Tree) -> None:
    tree.process(50, "sudo")
    tree.process(51, "sh", parent=50, executable="/usr/bin/dash")
    tree.process(52, "redis-server", parent=51)
    result = look(tree)
    assert result.status == "fail"
    assert "sudo tells dash alone to stop, not the service" in result.message
    assert result.findings[0]["target"] == {"pid": 52, "comm": "redis-server"}
    assert result.findings[0]["shells_between"] == ["dash"]


def test_a_unit_is_known_by_its_main_pid_where_pam_has_moved_su_into_a_session(tree: Tree) -> None:
    under(tree, group="/user.slice/user-110.slice/session-c1.scope")
    assert look(tree, unit("redis.service", 50)).findings[0]["unit"] == "redis.service"
    assert look(tree).findings[0]["unit"] == "session-c1.scope"


def test_su_as_pid_1_of_a_container_is_found_with_a_terminal_too(tree: Tree) -> None:
    tree.process(1, "su", parent=0, terminal=34816)
    tree.process(7, "redis-server", parent=1)
    [finding] = look(tree).findings
    assert (finding["supervisor"], finding["target"]) == (None, {"pid": 7, "comm": "redis-server"})


def test_the_outermost_of_several_launchers_is_reported(tree: Tree) -> None:
    tree.process(50, "sudo")
    tree.process(51, "su", parent=50)
    tree.process(52, "redis-server", parent=51)
    [finding] = look(tree).findings
    assert (finding["su"]["pid"], finding["target"]["pid"]) == (50, 52)


def test_a_persons_terminal_and_session_and_this_very_process_are_none(tree: Tree) -> None:
    under(tree, pid=50, terminal=34816)
    tree.process(60, "sshd")
    under(tree, pid=61, parent=60)
    under(tree, "sudo", pid=70)
    result = CHECK.look(tree.host((), pid=71))
    assert result == Result("pass", "no service runs under su, sudo, runuser or doas", {"findings": []})


def test_a_process_that_only_bears_the_name_is_none(tree: Tree) -> None:
    under(tree, executable="/usr/bin/bash")
    assert look(tree).status == "pass"


def test_a_su_that_was_replaced_since_it_was_started_is_found(tree: Tree) -> None:
    under(tree, executable="/usr/bin/su (deleted)")
    assert look(tree).findings[0]["su"]["path"] == "/usr/bin/su"


def test_hidden_processes_cannot_be_looked_at(tree: Tree) -> None:
    (tree.proc / "1/stat").unlink()
    host = Host(name="made-up", uid=1000, pid=5, path="", root=tree.root, proc=Proc(tree.proc))
    with pytest.raises(CannotLookError, match="hidepid"):
        CHECK.look(host)


def test_a_containers_su_is_looked_up_in_the_containers_root(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, str, str]] = []

    def of(root: Path, tool: str, path: str) -> Stopping:
        asked.append((root, tool, path))
        return KILLS

    monkeypatch.setattr(stopping, "of", of)
    under(tree, executable="/bin/su")
    look(tree)
    tree.write("proc/50/root/etc/passwd", "")
    look(tree)
    assert asked == [(tree.root, "su", "/bin/su"), (tree.proc / "50/root", "su", "/bin/su")]


def test_a_control_groups_name_moves_no_cursor(tree: Tree) -> None:
    under(tree, group="/user.slice/a\x1b[2J\u202e.service")
    result = look(tree)
    assert result.message.isprintable()
    assert "in a\\x1b[2J\\u202e.service for" in result.message
