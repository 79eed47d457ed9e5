"""The check definitions on made-up roots."""

from __future__ import annotations

from typing import Any

import pytest

from dropexec.doctor.check import Result
from dropexec.doctor.checks.definitions import CHECK
from dropexec.lint.documents import shfmt
from tests.unit.doctor.tree import Tree

UNIT = "[Service]\nExecStart=/bin/su -s /bin/sh app -c 'exec /opt/app/bin/server'\nTimeoutStopSec=300\n"
SCRIPT = "#!/bin/sh\ncase $1 in start) su app -c /opt/app/bin/server & ;; esac\n"


@pytest.fixture
def machine(tree: Tree) -> Tree:
    tree.write("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n")
    tree.write("etc/group", "root:x:0:\napp:x:1000:\n")
    tree.write("etc/os-release", "ID=debian\nVERSION_ID=12\n")
    return tree


def look(tree: Tree) -> Result:
    return CHECK.look(tree.host(running=False))


def test_a_root_without_su_in_its_definitions_passes(machine: Tree) -> None:
    machine.write("etc/systemd/system/app.service", "[Service]\nUser=app\nExecStart=/opt/app/bin/server\n")
    assert look(machine) == Result(
        "pass",
        "no service definition goes through su, sudo or runuser (1 files)",
        {"findings": [], "files": 1, "rules": {}},
    )


def test_findings_are_counted_by_rule_with_the_command_that_mends_them(machine: Tree) -> None:
    for name in ("app", "other"):
        machine.write(f"etc/systemd/system/{name}.service", UNIT)
    result = look(machine)
    assert result.status == "fail"
    assert result.details["rules"]["stop-timeout-ignored"] == 2
    by_rule = {one["rule"]: one for one in result.findings}
    one = by_rule["stop-timeout-ignored"]
    root = machine.root
    assert one["files"] == [f"{root}/etc/systemd/system/{name}.service" for name in ("app", "other")]
    assert one["count"] == 2
    assert one["command"].startswith(f"dropexecctl lint --root {root} --select stop-timeout-ignored")
    assert one["message"].startswith("stop-timeout-ignored, 2 times, in ")
    assert one["message"].endswith(one["command"])


def test_an_init_script_counts_unless_systemd_has_a_unit_in_its_place(machine: Tree) -> None:
    machine.write("etc/init.d/app", SCRIPT)
    assert look(machine).findings != []
    machine.write("usr/lib/systemd/systemd", "")
    machine.write("lib/systemd/system/app.service", "[Service]\nExecStart=/opt/app/bin/server\n")
    assert look(machine).findings != []
    (machine.root / "sbin").mkdir()
    (machine.root / "sbin/init").symlink_to("/usr/lib/systemd/systemd")
    assert look(machine).findings == []


def test_what_cannot_be_judged_is_unknown_and_not_clean(
    machine: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any) -> str:
        raise shfmt.MissingParserError("needs shfmt, which is not installed; install it")

    monkeypatch.setattr(shfmt, "parse", missing)
    for name in ("first", "second"):
        machine.write(f"etc/init.d/{name}", SCRIPT)
    [one] = look(machine).findings
    assert (one["status"], one["count"]) == ("unknown", 2)
    assert "needs shfmt" in one["message"]
