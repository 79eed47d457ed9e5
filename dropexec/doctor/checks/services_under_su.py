"""Services that run under su, sudo, runuser, sudo-rs or doas at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dropexec.doctor import undersu
from dropexec.doctor.check import FAIL, WARN, Check, Finding, Result, conclude
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import age, shown

if TYPE_CHECKING:
    from dropexec.doctor.host import Host
    from dropexec.doctor.stopping import Stopping
    from dropexec.doctor.systemd import Service
    from dropexec.doctor.undersu import Launch


def _look(host: Host) -> Result:
    if host.proc.process(1) is None:
        raise CannotLookError("other users' processes are hidden (hidepid, proc(5)); run this as root")
    services = host.services() or []
    findings = [_finding(host, launch, services) for launch in undersu.find(host.proc, host.pid)]
    return conclude(findings, "no service runs under su, sudo, runuser or doas")


def _finding(host: Host, launch: Launch, services: list[Service]) -> Finding:
    # The catalogue, which costs more than the look at every process, is read only where there is something.
    from dropexec.doctor import stopping

    # By its main PID first: pam_systemd may have moved su out of the unit into a session's scope.
    unit = next((one for one in services if one.main_pid == launch.process.pid), None)
    unit = unit or next((one for one in services if one.name == launch.unit), None)
    # A container's su is another program than this host's.
    root = host.proc.root(launch.process.pid) or host.root
    how = stopping.of(root, launch.tool, launch.path or f"/usr/bin/{launch.tool}")
    runs = host.proc.uptime - launch.process.start
    where = f" in {unit.name}" if unit else f" in {launch.unit}" if launch.unit else ""
    target = shown(launch.target.comm) if launch.target else "a service"
    allowed = unit.stop_seconds if unit else None
    loses = how.outcome in stopping.LOSES_STOPS or (bool(launch.between) and how.one_process)
    killed_early = how.grace is not None and (allowed is None or how.grace < allowed)
    message = (
        f"{target} has run under {launch.tool} (PID {launch.process.pid}){where} for {age(runs)}: "
        f"{_stop(launch, how, allowed)}; start it with dropexec in the place of {launch.tool}"
    )
    return Finding(
        FAIL if loses and (killed_early or how.grace is None or launch.between) else WARN,
        message,
        _about(launch, how, unit.name if unit else launch.unit, runs, unit),
    )


def _stop(launch: Launch, how: Stopping, allowed: float | None) -> str:
    limit = "" if allowed is None else f"its stop is allowed {allowed:g} s, but "
    if launch.between and how.one_process:
        return f"{limit}{launch.tool} tells {launch.between[-1]} alone to stop, not the service"
    if how.grace is not None:
        return f"{limit}{launch.tool} kills it {how.grace:g} s after SIGTERM"
    if how.implementation is None:
        return f"what a stop does to it is not known, this {launch.tool} is none of the catalogue's"
    return f"{launch.tool} is what the supervisor signals and waits for ({how.outcome})"


def _about(
    launch: Launch, how: Stopping, unit: str | None, runs: float, service: Service | None
) -> dict[str, Any]:
    above, below = launch.supervisor, launch.target
    return {
        "supervisor": {"pid": above.pid, "comm": above.comm} if above else None,
        "su": {
            "pid": launch.process.pid,
            "tool": launch.tool,
            "path": launch.path,
            "implementation": how.implementation,
            "version": how.version,
        },
        "target": {"pid": below.pid, "comm": below.comm} if below else None,
        "shells_between": list(launch.between),
        "unit": unit,
        "running_seconds": round(runs),
        "stop_allowed_seconds": service.stop_seconds if service else None,
        "su_gives_seconds": how.grace,
        "outcome": how.outcome,
    }


CHECK = Check(
    "services-under-su",
    "A service runs below su, sudo, runuser, sudo-rs or doas, which gets the stop in its place.",
    running=True,
    look=_look,
)
