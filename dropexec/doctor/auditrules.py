"""The audit rules that the kernel has, read over netlink as auditctl(8) -l reads them; nothing is changed."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# linux/audit.h, linux/netlink.h
_NETLINK_AUDIT = 9
_LIST_RULES = 1013
_REQUEST = 0x1
_ERROR, _DONE = 2, 3
_HEADER = struct.Struct("=IHHII")
_RULE = struct.Struct("=III64I")
_FILTERS = 0x7  # above it is where in the list the rule goes
_SECONDS = 2.0

FILTER_TASK, FILTER_EXIT = 1, 4
NEVER, ALWAYS = 0, 2


@dataclass(frozen=True)
class Rule:
    """One rule: its filter and action (linux/audit.h), how many fields narrow it, whether it names calls."""

    filter: int
    action: int
    fields: int
    calls: bool


def read() -> list[Rule]:
    """Return the rules in the kernel; raise OSError without CAP_AUDIT_CONTROL or audit, and in namespaces."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_AUDIT) as audit:
        audit.settimeout(_SECONDS)
        audit.sendto(_HEADER.pack(_HEADER.size, _LIST_RULES, _REQUEST, 1, 0), (0, 0))
        rules: list[Rule] = []
        while True:
            for kind, payload in messages(audit.recv(65536)):
                if kind == _LIST_RULES:
                    rules.append(rule(payload))
                elif kind == _ERROR:
                    number = -struct.unpack_from("=i", payload)[0]
                    raise OSError(number, os.strerror(number))
                elif kind == _DONE:
                    return rules


def messages(packet: bytes) -> Iterable[tuple[int, bytes]]:
    """Return (type, payload) of each netlink message in a packet (netlink(7))."""
    found = []
    while len(packet) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(packet)
        if length < _HEADER.size:
            break
        found.append((kind, packet[_HEADER.size : length]))
        packet = packet[(length + 3) & ~3 :]
    return found


def blind(rules: Iterable[Rule]) -> bool:
    """Return whether no call of any process is recorded: ``-a never,task``, as distributions ship it."""
    return any(one.filter == FILTER_TASK and one.action == NEVER and not one.fields for one in rules)


def slowing(rules: Iterable[Rule]) -> int:
    """Return how many rules have the kernel keep a record for every system call of every process."""
    return sum(one.filter == FILTER_EXIT and one.action == ALWAYS and one.calls for one in rules)


def rule(payload: bytes) -> Rule:
    """Return the rule in a struct audit_rule_data."""
    flags, action, fields, *mask = _RULE.unpack_from(payload)
    return Rule(flags & _FILTERS, action, fields, any(mask))
