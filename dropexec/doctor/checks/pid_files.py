"""PID files whose number is not the process that they were written for, or that others may change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dropexec.doctor import pidfaults, pidfile, unitfiles
from dropexec.doctor.check import UNKNOWN, Check, Finding, Result, conclude
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import path_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host


def _look(host: Host) -> Result:
    if host.proc.process(1) is None:
        raise CannotLookError("other users' processes are hidden (hidepid, proc(5)); run this as root")
    tolerance = pidfaults.tolerance(host)
    findings: list[Finding] = []
    count = 0
    for name in _paths(host):
        try:
            found = _examine(host, name, tolerance)
        except OSError as error:
            reason = f"cannot read {path_shown(name)}: {error.strerror}; run this as root"
            findings.append(Finding(UNKNOWN, reason, {"path": name}))
            continue
        if found is not None:
            count += 1
            findings += found
    return conclude(findings, f"every PID file is in order ({count} looked at)", files=count)


def _examine(host: Host, name: str, tolerance: float) -> list[Finding] | None:
    """Return what is wrong with a file, None where it is gone or no regular file."""
    found: list[Finding] = []
    # A service that is being restarted is not at fault: what looks wrong is looked at again.
    for _ in range(2):
        file = pidfile.read(str(host.root).rstrip("/") + name)
        if file is None:
            return None
        found = list(pidfaults.find(host, name, file, tolerance))
        if not found:
            break
    return found


def _paths(host: Host) -> Iterator[str]:
    """Yield each PID file once, as the host knows it, by the directory that links lead to."""
    # A relative PIDFile= is below /run (systemd.service(5)).
    settings = [os.path.join("/run", path) for _, _, path in unitfiles.settings(host.root, "PIDFile")]
    named = [str(host.inside(path)) for path in settings]
    for directory in ("run", "run/lock", "var/run"):
        named += pidfile.find(str(host.root / directory))
    root = os.path.realpath(host.root).rstrip("/")
    directories: dict[str, str] = {}
    seen: set[str] = set()
    for path in named:
        parent, _, name = path.rpartition("/")
        real = directories.get(parent) or os.path.realpath(parent)
        directories[parent] = real
        if f"{real}/{name}" not in seen and f"{real}/".startswith(f"{root}/"):
            seen.add(f"{real}/{name}")
            yield f"{real[len(root) :]}/{name}"


CHECK = Check(
    "pid-files",
    "A PID file holds a number that is dead, belongs to a younger process or to a thread of another one, "
    "is 0, negative or several, or may be changed by others.",
    running=True,
    look=_look,
)
