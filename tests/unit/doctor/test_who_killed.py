"""The check who-killed, and the audit rules that it reads."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from dropexec.doctor import auditrules
from dropexec.doctor.auditrules import ALWAYS, FILTER_EXIT, FILTER_TASK, NEVER, Rule
from dropexec.doctor.check import Result
from dropexec.doctor.checks.who_killed import CHECK, RECORDER
from dropexec.watch.recorder import pins
from tests.unit.doctor.tree import Tree

WORKING: dict[str, str | None] = {"bpf": None, "tracefs": None}
DENIED: dict[str, str | None] = {"bpf": "CAP_BPF is missing", "tracefs": "CAP_BPF is missing"}
RECORDS = Rule(FILTER_EXIT, ALWAYS, 2, calls=True)
SILENT = Rule(FILTER_TASK, NEVER, 0, calls=True)
FILES = Rule(FILTER_EXIT, ALWAYS, 2, calls=False)


def look(tree: Tree, engines: dict[str, str | None], *rules: Rule, **fields: Any) -> Result:
    host = tree.host(engines=lambda: engines, audit_rules=lambda: list(rules), **fields)
    return CHECK.look(host)


def test_an_engine_and_no_rules_pass_and_an_armed_recorder_is_named(tree: Tree) -> None:
    assert look(tree, WORKING) == Result(
        "pass",
        "watch sees signals with bpf; no recorder is armed",
        {
            "findings": [],
            "engines": WORKING,
            "recorder_armed": False,
            "audit_rules": {"rules": 0, "blind": False, "slowing": 0},
        },
    )
    tree.write(RECORDER, "")
    assert look(tree, {"bpf": "no BTF", "tracefs": None}).message == (
        "watch sees signals with tracefs; a recorder is armed"
    )


@pytest.mark.parametrize(
    ("fields", "status"), [({}, "warn"), ({"uid": 1000}, "unknown"), ({"contained": lambda: True}, "pass")]
)
def test_without_an_engine_it_warns_or_cannot_tell_or_is_a_container(
    tree: Tree, fields: dict[str, Any], status: str
) -> None:
    result = look(tree, DENIED, **fields)
    assert result.status == status
    if status != "pass":
        assert result.message == "no engine of watch works here: CAP_BPF is missing"


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ((RECORDS, FILES), "audit-slow"),
        ((RECORDS, SILENT), "audit-blind"),
        ((SILENT,), None),
        ((FILES,), None),
    ],
)
def test_rules_that_slow_every_call_and_rules_that_record_nothing_warn(
    tree: Tree, rules: tuple[Rule, ...], fault: str | None
) -> None:
    found = look(tree, WORKING, *rules).findings
    assert [(one["status"], one["fault"]) for one in found] == ([("warn", fault)] if fault else [])


def test_a_kernel_that_does_not_show_its_rules_is_no_fault(tree: Tree) -> None:
    def refused() -> list[Rule]:
        raise PermissionError(1, "Operation not permitted")

    result = CHECK.look(tree.host(engines=lambda: WORKING, audit_rules=refused))
    assert (result.status, result.details["audit_rules"]) == ("pass", None)


def rule_data(flags: int, action: int, fields: int, *mask: int) -> bytes:
    """Struct audit_rule_data, without the values of its fields."""
    return struct.pack("=III64I", flags, action, fields, *mask, *[0] * (64 - len(mask))) + bytes(64 * 12 + 4)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (rule_data(0x04, 2, 3, 0, 1 << 30), Rule(4, 2, 3, calls=True)),
        (rule_data(0x11, 0, 0, *[0xFFFFFFFF] * 64), Rule(1, 0, 0, calls=True)),
        (rule_data(0x04, 2, 1), Rule(4, 2, 1, calls=False)),
    ],
)
def test_a_rule_is_read_as_the_kernel_writes_it(data: bytes, expected: Rule) -> None:
    assert auditrules.rule(data) == expected


def test_several_messages_of_a_packet_are_split_and_a_broken_one_ends_it() -> None:
    one = struct.pack("=IHHII", 17, 1013, 2, 1, 0) + b"x" + bytes(3)
    two = struct.pack("=IHHII", 16, 3, 2, 1, 0)
    assert auditrules.messages(one + two) == [(1013, b"x"), (3, b"")]
    assert auditrules.messages(two + struct.pack("=IHHII", 1, 3, 2, 1, 0)) == [(3, b"")]


@pytest.mark.root
def test_the_kernels_own_rules_can_be_read_or_are_refused_with_a_reason() -> None:
    try:
        rules = auditrules.read()
    except OSError as error:
        assert error.strerror
    else:
        assert all(isinstance(one, Rule) for one in rules)


def test_the_recorder_is_looked_for_where_watch_pins_it() -> None:
    assert f"{pins.DIRECTORY}/{pins.LINKS[0]}" == RECORDER
