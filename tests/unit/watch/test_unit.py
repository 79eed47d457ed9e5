from __future__ import annotations

import pytest

from dropexec.watch.unit import in_unit, unit_of


@pytest.mark.parametrize(
    ("cgroup", "expected"),
    [
        ("/system.slice/kafka.service", "kafka.service"),
        ("/system.slice/kafka.service/payload", "kafka.service"),
        ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
        ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"),
        ("/user.slice/user-1000.slice/user@1000.service/app.slice/x.service", "user@1000.service"),
        (
            "/machine.slice/systemd-nspawn@a.service/payload/system.slice/b.service",
            "systemd-nspawn@a.service",
        ),
        ("/init.scope", "init.scope"),
        ("/system.slice/_odd.service", "odd.service"),
        ("/system.slice", None),
        ("/docker/0123abcd", None),
        ("/docker/kafka.service", None),
        ("/", None),
        ("", None),
        (None, None),
    ],
)
def test_the_unit_of_a_control_group_is_what_systemctl_says(cgroup: str | None, expected: str | None) -> None:
    assert unit_of(cgroup) == expected


@pytest.mark.parametrize(
    ("cgroup", "expected"),
    [
        ("/system.slice/kafka.service", True),
        ("/machine.slice/a.service/payload/system.slice/kafka.service/sub", True),
        ("/system.slice/kafka.service.d", False),
        ("/system.slice/my-kafka.service", False),
        (None, False),
    ],
)
def test_a_process_is_in_a_unit_by_a_whole_name_of_its_control_group(
    cgroup: str | None, expected: bool
) -> None:
    assert in_unit(cgroup, "kafka.service") is expected
