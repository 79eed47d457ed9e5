"""The kernel's trace is read in the forms that its versions write."""

from __future__ import annotations

from dropexec.probe.tracelog import Called, Generated, parse

# ruff: noqa: E501  the kernel's lines are as long as they are
TRACE = """\
# tracer: nop
#
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
              su-6786    [000] .....  3140.323525: sys_kill(pid: 0xffffe57d, sig: 0xf)
              su-6786    [000] dN.2.  3140.323553: signal_generate: sig=15 errno=0 code=0 comm=a b pid=6787 grp=1 res=0
 x) [000] y-6787    [001] d..1.  3140.323559: signal_generate: sig=9 errno=0 code=128 comm=python3 pid=12 grp=0 res=1
              su-6786    [000] ....1  3142.000001: sys_kill(pid: ffffffffffffe57d, sig: 9)
              su-6786    [000] ....1  3142.000002: sys_tgkill(tgid: 1a82, pid: 1a83, sig: f)
              su-6786    [000] ....1  3142.000003: sys_pidfd_send_signal(pidfd: 3, sig: 9, info: 0, flags: 0)
              su-6786    [000] ....1  3142.000004: sys_kill(pid: 0, sig: 0xf)
              su-6786    [000] ....1  3142.000004: sys_kill(pid: 0x10, sig: 0x22)
              su-6786    [000] ....1  3142.000005: sched_switch: prev_comm=su
CPU:1 [LOST 12 EVENTS]
"""


def test_calls_and_signals_are_told_apart_and_everything_else_passed_over() -> None:
    assert parse(TRACE) == [
        Called(3140.323525, 6786, 15, -6787, "kill"),
        Generated(3140.323553, 6786, 15, 0, 6787, True),
        Generated(3140.323559, 6787, 9, 128, 12, False),
        Called(3142.000001, 6786, 9, -6787, "kill"),
        Called(3142.000002, 6786, 15, 6787, "tgkill"),
        Called(3142.000003, 6786, 9, 0, "pidfd_send_signal"),
        Called(3142.000004, 6786, 15, 0, "kill"),
        Called(3142.000004, 6786, 34, 16, "kill"),
    ]


def test_an_empty_trace_is_nothing() -> None:
    assert parse("") == []
