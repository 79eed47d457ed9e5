"""PID files whose number is not the process that they were written for, or that others may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.doctor import pidfaults, pidfile, unitfiles
from dropexec.doctor.check import UNKNOWN, Check, Finding, Result, conclude
from dropexec.doctor.text import path_shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dropexec.doctor.host import Host


def _look(host: Host) -> Result:
    tolerance = pidfaults.tolerance(host)
    findings: list[Finding] = []
    count = 0
    for path in _paths(host):
        name = "/" + str(path.relative_to(host.root))
        try:
            read = pidfile.read(path)
            # A service that is being restarted is not at fault: what looks wrong is looked at again.
            if read is not None and any(pidfaults.find(host, name, read, tolerance)):
                read = pidfile.read(path)
        except OSError as error:
            reason = f"cannot read {path_shown(name)}: {error.strerror}; run this as root"
            findings.append(Finding(UNKNOWN, reason, {"path": name}))
            continue
        if read is not None:
            count += 1
            findings += pidfaults.find(host, name, read, tolerance)
    return conclude(findings, f"every PID file is in order ({count} looked at)", files=count)


def _paths(host: Host) -> Iterator[Path]:
    """Yield each PID file once, under the name that links lead to."""
    named = [host.inside(path) for _, _, path in unitfiles.settings(host.root, "PIDFile")]
    seen = set()
    for directory in ("run", "run/lock", "var/run"):
        named += pidfile.find(host.root / directory)
    for path in named:
        real = path.parent.resolve() / path.name
        if real not in seen and host.root.resolve() in real.parents:
            seen.add(real)
            yield host.root / real.relative_to(host.root.resolve())


CHECK = Check(
    "pid-files",
    "A PID file holds a number that is dead, belongs to a younger process or to a thread of another one, "
    "is 0, negative or several, or may be changed by others.",
    running=True,
    look=_look,
)
