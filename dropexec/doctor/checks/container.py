"""What a container keeps a service from: being told to stop, and becoming its user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.doctor import tools, usernamespace
from dropexec.doctor.check import FAIL, WARN, Check, Finding, Result, conclude
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import shown
from dropexec.launcher import capability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host

_NEEDED = 1 << capability.SETUID | 1 << capability.SETGID


def _look(host: Host) -> Result:
    init = host.proc.process(1)
    status = host.proc.status(1)
    if init is None or "CapEff" not in status:
        raise CannotLookError("PID 1 cannot be seen (hidepid, proc(5)); run this as root")
    findings = [*_shell(host), *_capabilities(status), *usernamespace.faults(host)]
    return conclude(
        findings,
        f"PID 1 is {shown(init.comm)}, and a service may become any user",
        pid_1=init.comm,
        capabilities=capability.names(int(status["CapEff"], 16)),
        uid_map=usernamespace.ranges(host, "uid_map"),
        gid_map=usernamespace.ranges(host, "gid_map"),
    )


def _shell(host: Host) -> Iterator[Finding]:
    init = host.proc.process(1)
    if init is None or not tools.is_shell(name := tools.program(host.proc, init)):
        return
    message = (
        f"PID 1 is a shell ({shown(name)}): the runtime's SIGTERM goes to it and no further, and the service "
        "is killed when the time is over; end the entrypoint with exec, or use the exec form"
    )
    # With a terminal somebody sits in front of it.
    yield Finding(WARN if init.terminal else FAIL, message, {"fault": "shell"})


def _capabilities(status: dict[str, str]) -> Iterator[Finding]:
    missing = _NEEDED & ~int(status["CapEff"], 16)
    if missing and int(status["Uid"].split()[1]) == 0:
        message = (
            f"root lacks {capability.shown(missing)} here: no service can become its user; grant it "
            "(cap_add, CapabilityBoundingSet=), or start the container as that user"
        )
        yield Finding(FAIL, message, {"fault": "capabilities", "missing": capability.names(missing)})


CHECK = Check(
    "container",
    "PID 1 is a shell, or what a service needs to become its user is missing: capabilities, ids in the user "
    "namespace, setgroups.",
    running=True,
    look=_look,
)
