"""The checks, one file each, in the order in which they are reported."""

from __future__ import annotations

from dropexec.doctor.checks import (
    container,
    launcher,
    pid_files,
    services_under_su,
    su,
    unit_main_pid,
)

CHECKS = tuple(
    module.CHECK
    for module in (
        su,
        services_under_su,
        unit_main_pid,
        pid_files,
        launcher,
        container,
    )
)

NAMES = tuple(check.name for check in CHECKS)
