"""The dropexec that this host runs: whose it is, what it is, and whether it does what it plans."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dropexec.doctor.check import FAIL, UNKNOWN, Check, Finding, Result, conclude
from dropexec.doctor.text import path_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host
    from dropexec.doctor.launcherfile import LauncherFile


def _look(host: Host) -> Result:
    from dropexec.doctor import launcherfile, logindefs

    found = [host.candidate] if host.candidate else launcherfile.on_path(host.root, host.path)
    if not found:
        return conclude(_missing(host), "no dropexec is on PATH, and no unit needs one")
    try:
        file = launcherfile.read(host.root, os.path.abspath(found[0]))
    except OSError as error:
        reason = error.strerror or str(error)
        return conclude([Finding(FAIL, f"cannot read {path_shown(found[0])}: {reason}; name a file")], "")
    trusted = (0,) if host.uid == 0 else (0, host.uid)
    findings = list(launcherfile.faults(host.root, file, trusted))
    details: dict[str, Any] = {
        "path": file.path,
        "real_path": file.real,
        "others_on_path": found[1:],
        "kind": file.kind,
        "mode": f"{file.mode:04o}",
        "first_line": file.first_line,
    }
    defs, wrong = logindefs.look(host.root)
    findings += wrong
    details["login_defs"] = defs
    if host.running and not any(finding.status == FAIL for finding in findings):
        findings += _run(host, file, details)
    build = f": {details['build']}" if details.get("build") else ""
    tested = ", and does what it plans" if "self_test" in details else ""
    healthy = f"{path_shown(file.path)}{build}, nobody's but root's to change{tested}"
    return conclude(findings, healthy, **details)


def _missing(host: Host) -> Iterator[Finding]:
    from dropexec.doctor import accountspecs

    for spec in accountspecs.find(host.root):
        if spec.launched:
            message = f"no dropexec is on PATH, but {spec.unit} starts its service with it; install it"
            yield Finding(FAIL, message, {"fault": "missing", "unit": spec.unit})
            return


def _run(host: Host, file: LauncherFile, details: dict[str, Any]) -> Iterator[Finding]:
    """Run the launcher, whom nobody but root may have written."""
    from dropexec.doctor import accountspecs, launching

    details["build"] = launching.version(file.path)
    if host.uid != 0:
        yield Finding(UNKNOWN, f"the self-test of {path_shown(file.path)} runs it as root; run this as root")
        return
    findings, details["self_test"] = launching.self_test(file.path, host.proc)
    yield from findings
    if not findings:
        specs = accountspecs.to_try(accountspecs.find(host.root))
        details["accounts"] = sorted(spec.spec for spec in specs)
        yield from accountspecs.unresolved(file.path, specs)


CHECK = Check(
    "launcher",
    "The dropexec on PATH may be changed by others, is set-user-ID or not isolated, does not find an account "
    "that a unit names, or does not do what it plans.",
    running=False,
    look=_look,
)
