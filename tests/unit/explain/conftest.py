"""Plans of a made-up machine, decided by the launcher's own parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dropexec.launcher.caller import Caller
from dropexec.launcher.capability import Capabilities
from dropexec.launcher.database import Database, Entry
from dropexec.launcher.options import parse
from dropexec.launcher.plan import Plan, decide

KAFKA = Entry(name="kafka", uid=1001, gid=2001, home="/srv/kafka", shell="/bin/bash")
Planner = Callable[..., Plan]


class _Made(Database):
    def check_users(self, name: str | None, uid: int | None) -> None:
        pass

    def check_groups(self, names: list[str], member: str | None) -> None:
        pass

    def user_named(self, name: str) -> Entry | None:
        return KAFKA if name == "kafka" else None

    def user_with(self, uid: int) -> Entry | None:
        return KAFKA if uid == 1001 else None

    def group_named(self, name: str) -> int | None:
        return {"kafka": 2001, "data": 2002}.get(name)

    def groups_of(self, name: str, gid: int) -> list[int]:
        return [gid, 2002]


def altered(plan: Plan, **fields: Any) -> Plan:
    """Return a plan with other fields, which the launcher decides by what this process has open."""
    return Plan(**{**{name: getattr(plan, name) for name in plan.__slots__}, **fields})


@pytest.fixture
def planned() -> Planner:
    """Return what root's launcher would plan for words, with variables in its environment."""

    def plan(*words: str, uid: int = 0, **environment: str) -> Plan:
        everything = (1 << 41) - 1 if uid == 0 else 0
        caller = Caller(
            capabilities=Capabilities(
                ambient=0, bounding=(1 << 41) - 1, effective=everything, inheritable=0, permitted=everything
            ),
            environment=list(environment.items()),
            gids=(uid, uid, uid),
            groups=(0, 27),
            parent=1,
            pid=2,
            uids=(uid, uid, uid),
        )
        return decide(parse(list(words)), caller, _Made())

    return plan
