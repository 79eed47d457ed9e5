"""What a container keeps a service from: being told to stop, and becoming its user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.doctor import tools
from dropexec.doctor.check import FAIL, WARN, CannotLookError, Check, Finding, Result, conclude
from dropexec.doctor.text import shown
from dropexec.launcher import capability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host

_NEEDED = 1 << capability.SETUID | 1 << capability.SETGID
_IDS = 4294967295
"""How many ids the first user namespace maps, the last one being (uid_t)-1 (user_namespaces(7))."""


def _look(host: Host) -> Result:
    init = host.proc.process(1)
    status = host.proc.status(1)
    if init is None or "CapEff" not in status:
        raise CannotLookError("PID 1 cannot be seen (hidepid, proc(5)); run this as root")
    findings = [*_shell(host), *_capabilities(status), *_namespace(host)]
    return conclude(
        findings,
        f"PID 1 is {shown(init.comm)}, and a service may become any user",
        pid_1=init.comm,
        capabilities=capability.names(int(status["CapEff"], 16)),
        uid_map=_map(host, "uid_map"),
        gid_map=_map(host, "gid_map"),
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


def _namespace(host: Host) -> Iterator[Finding]:
    for kind, name in (("uid", "uid_map"), ("gid", "gid_map")):
        count = sum(length for _, length in _map(host, name) or ())
        if 0 < count < 2:
            message = (
                f"the user namespace maps one {kind} alone: no service can become another user; map a range"
            )
            yield Finding(FAIL, message, {"fault": name, "ids": count})
        elif 0 < count < _IDS and (beyond := _beyond(host, kind, name)):
            names = ", ".join(shown(one) for one in beyond[:5]) + (", ..." if len(beyond) > 5 else "")
            message = (
                f"the user namespace does not map the {kind} of {names}: no service can run as one of them"
            )
            yield Finding(WARN, f"{message}; map a larger range", {"fault": name, "accounts": beyond})
    try:
        denied = host.proc.read("1/setgroups").strip() == "deny"
    except OSError:  # before Linux 3.19 there is none
        denied = False
    if denied:
        message = (
            "the user namespace denies setgroups(2): every drop of groups fails; use dropexec --keep-groups"
        )
        message += ", or map the ids with newgidmap(1), which leaves setgroups allowed"
        yield Finding(FAIL, message, {"fault": "setgroups"})


def _map(host: Host, name: str) -> list[tuple[int, int]]:
    """Return (first id inside, how many) for each line of a map; none where it cannot be read."""
    try:
        lines = host.proc.read(f"1/{name}").splitlines()
    except OSError:
        return []
    return [(int(line.split()[0]), int(line.split()[2])) for line in lines if len(line.split()) == 3]


def _beyond(host: Host, kind: str, name: str) -> list[str]:
    """Return the accounts of /etc/passwd whose uid or login group has no place in the namespace."""
    ranges = _map(host, name)
    field = 2 if kind == "uid" else 3
    try:
        text = host.inside("/etc/passwd").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    rows = [line.split(":") for line in text.splitlines()]
    return [
        row[0]
        for row in rows
        if len(row) > field
        and row[field].isdecimal()
        and not any(first <= int(row[field]) < first + length for first, length in ranges)
    ]


CHECK = Check(
    "container",
    "PID 1 is a shell, or what a service needs to become its user is missing: capabilities, ids in the user "
    "namespace, setgroups.",
    running=True,
    look=_look,
)
