"""The checks, one file each, in the order in which they are reported."""

from __future__ import annotations

from dropexec.doctor.checks import (
    container,
    definitions,
    launcher,
    pid_files,
    services_under_su,
    su,
    unit_main_pid,
    who_killed,
)

CHECKS = tuple(
    module.CHECK
    for module in (
        su,
        services_under_su,
        unit_main_pid,
        pid_files,
        definitions,
        launcher,
        container,
        who_killed,
    )
)

NAMES = tuple(check.name for check in CHECKS)
