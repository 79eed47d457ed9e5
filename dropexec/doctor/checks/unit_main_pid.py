"""Units whose main process, as systemd has it, is not the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.doctor import pidfile, tools
from dropexec.doctor.check import FAIL, WARN, Check, Finding, Result, conclude
from dropexec.doctor.text import path_shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host
    from dropexec.doctor.systemd import Service


def _look(host: Host) -> Result:
    services = host.services()
    if services is None:
        return conclude([], "systemd does not manage services here", units=0)
    mains = [service for service in services if service.main_pid]
    findings = [finding for service in mains for finding in _faults(host, service)]
    return conclude(findings, f"every MAINPID is the service's ({len(mains)} units)", units=len(mains))


def _faults(host: Host, service: Service) -> Iterator[Finding]:
    pid = service.main_pid
    process = host.proc.process(pid)
    if process is None:  # ended since systemd was asked
        return
    about = {"unit": service.name, "main_pid": pid, "comm": process.comm}
    program = tools.program(host.proc, process)
    what = f"MAINPID of {service.name} is {shown(program)} (PID {pid}), not the service"
    if program in tools.LAUNCHERS:
        cure = "start the service with dropexec, or with User="
        yield Finding(FAIL, f"{what}: stops and reloads go to it; {cure}", {**about, "fault": "launcher"})
    elif tools.is_shell(program) and service.type != "oneshot" and not process.terminal:
        yield _shell(host, service, what, about)
    if service.pid_file and (named := _named(host, service.pid_file)) != pid:
        file = path_shown(service.pid_file)
        holds = f"holds {named}" if named is not None else "holds no PID"
        yield Finding(
            FAIL,
            f"MAINPID of {service.name} is {pid}, but its PIDFile={file} {holds}: what reads the file "
            "signals another process; have the service write its own PID, or drop PIDFile=",
            {**about, "fault": "pid-file", "pid_file": service.pid_file, "pid_file_holds": named},
        )


def _shell(host: Host, service: Service, what: str, about: dict[str, object]) -> Finding:
    """Judge a shell by what runs below it: a script may be the service, whatever it sleeps in."""
    below = [one for one in host.proc.processes().values() if one.parent == service.main_pid]
    if any(one.comm != "sleep" for one in below):
        cure = "write exec before the shell's last command"
        return Finding(FAIL, f"{what}: stops and reloads go to it; {cure}", {**about, "fault": "shell"})
    cure = "unless the script is the service, write exec before its last command"
    return Finding(WARN, f"{what.partition(',')[0]}, a shell; {cure}", {**about, "fault": "shell"})


def _named(host: Host, path: str) -> int | None:
    try:
        read = pidfile.read(str(host.inside(path)))
    except OSError:
        return None
    return read.numbers[0] if read and read.numbers else None


CHECK = Check(
    "unit-main-pid",
    "A unit's MAINPID is a launcher or a shell, or another process than its PIDFile= names.",
    running=True,
    look=_look,
)
