from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.watch.audit import rules
from dropexec.watch.refusal import Rights, obstacle, refusal, rights

ALL = (1 << 41) - 1
FREE = Rights(root=True, capabilities=ALL, user_namespace=False, pid_namespace=False, locked_down=False)
HOST = "watch on the host, or with --pid=host and the capabilities CAP_BPF and CAP_PERFMON"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (FREE, None),
        (FREE._replace(root=False), None),
        (FREE._replace(capabilities=1 << 21), None),  # CAP_SYS_ADMIN, which is all that there was before 5.8
        (
            FREE._replace(root=False, capabilities=0),
            ("CAP_BPF and CAP_PERFMON are missing", "run it as root"),
        ),
        (FREE._replace(capabilities=1 << 38), ("CAP_BPF is missing", HOST)),
        (
            FREE._replace(user_namespace=True),
            ("this is a user namespace, in which the kernel denies bpf(2) and tracefs", HOST),
        ),
        (
            FREE._replace(pid_namespace=True),
            ("this is a PID namespace of its own, and the kernel's process ids are the host's", HOST),
        ),
        (
            FREE._replace(locked_down=True),
            (
                (
                    "the kernel is locked down for confidentiality and shows nobody its memory"
                    " (kernel_lockdown(7))"
                ),
                "boot with lockdown=integrity",
            ),
        ),
    ],
)
def test_what_is_missing_is_said_with_what_would_do(known: Rights, expected: tuple[str, str] | None) -> None:
    assert obstacle(known) == expected


def test_the_rights_are_read_from_proc(tmp_path: Path) -> None:
    (tmp_path / "ns").mkdir()
    (tmp_path / "status").write_text("Name:\tx\nCapEff:\t0000000000200000\n")
    (tmp_path / "ns/user").symlink_to("user:[4026531837]")
    (tmp_path / "ns/pid").symlink_to("pid:[4026532000]")
    lockdown = tmp_path / "lockdown"
    lockdown.write_text("none integrity [confidentiality]\n")
    found = rights(str(tmp_path), str(lockdown))
    assert found._replace(root=True) == Rights(True, 1 << 21, False, True, True)
    lockdown.write_text("none [integrity] confidentiality\n")
    assert not rights(str(tmp_path), str(lockdown)).locked_down
    assert not rights(str(tmp_path), str(tmp_path / "none")).locked_down


def test_the_audit_rules_look_at_the_argument_that_is_the_signal() -> None:
    assert rules((15,)) == (
        (
            "auditctl -a always,exit -F arch=b64 -S kill -S tkill -S rt_sigqueueinfo -S pidfd_send_signal"
            " -F a1=15 -k signals"
        ),
        "auditctl -a always,exit -F arch=b64 -S tgkill -S rt_tgsigqueueinfo -F a2=15 -k signals",
    )
    first, second = rules((9, 15))
    assert (" -F a1!=0 " in first, " -F a2!=0 " in second) == (True, True)


def test_a_refusal_is_one_line_with_the_audit_rules_at_its_end() -> None:
    line = refusal("CAP_BPF is missing", "run it as root", (15,))
    assert "\n" not in line
    assert line.startswith(
        "cannot watch signals: CAP_BPF is missing; run it as root, or have auditd record it"
    )
    assert all(rule in line for rule in rules((15,)))
