"""What a machine adds to a plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dropexec.explain import surroundings
from dropexec.explain.surroundings import security, survey
from dropexec.launcher.database import Database
from dropexec.launcher.plan import Plan

DOMAIN = "system_u:system_r:unconfined_service_t:s0"


def machine(root: Path, domain: str, *, selinux: bool = False, apparmor: str = "") -> str:
    """Make the files that tell of a security module."""
    files = {"proc/self/attr/current": domain}
    if selinux:
        files["sys/fs/selinux/policy"] = "policy"
    if apparmor:
        files["sys/module/apparmor/parameters/enabled"] = apparmor
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return str(root)


@pytest.mark.parametrize(
    ("domain", "selinux", "apparmor", "found"),
    [
        (f"{DOMAIN}\0", True, "", ("selinux", DOMAIN)),
        ("", True, "", None),
        ("kernel\n", False, "", None),
        ("/usr/bin/a (enforce)\n", False, "Y\n", ("apparmor", "/usr/bin/a (enforce)")),
        ("unconfined\n", False, "Y\n", None),
        ("/usr/bin/a (enforce)\n", False, "N\n", None),
    ],
)
def test_the_module_whose_policy_is_loaded_and_the_domain(
    tmp_path: Path, domain: str, selinux: bool, apparmor: str, found: tuple[str, str] | None
) -> None:
    assert security(machine(tmp_path, domain, selinux=selinux, apparmor=apparmor)) == found


def test_a_machine_without_a_module_has_none(tmp_path: Path) -> None:
    assert security(str(tmp_path)) is None


def test_a_group_without_a_name_is_named_by_its_gid(
    planned: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Made(Database):
        def groups_of(self, name: str, gid: int) -> list[int]:
            return [gid, 0, 4_000_000_001]

        def user_named(self, name: str) -> None:
            return None

    monkeypatch.setattr(surroundings, "SYSTEM", Made())
    assert survey(planned("kafka:kafka", "k")).initialised == {
        0: "root",
        2001: "2001",
        4_000_000_001: "4000000001",
    }
