"""The user namespace that services are started in: which ids there are, and whether groups may be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.doctor.check import FAIL, WARN, Finding
from dropexec.doctor.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host

_IDS = 4294967295
"""How many ids the first user namespace maps, the last one being (uid_t)-1 (user_namespaces(7))."""


def faults(host: Host) -> Iterator[Finding]:
    """Yield what the namespace of PID 1 keeps a service from: other ids, and a list of groups."""
    for kind, name in (("uid", "uid_map"), ("gid", "gid_map")):
        count = sum(length for _, length in ranges(host, name) or ())
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


def ranges(host: Host, name: str) -> list[tuple[int, int]]:
    """Return (first id inside, how many) for each line of a map; none where it cannot be read."""
    try:
        lines = host.proc.read(f"1/{name}").splitlines()
    except OSError:
        return []
    return [(int(line.split()[0]), int(line.split()[2])) for line in lines if len(line.split()) == 3]


def _beyond(host: Host, kind: str, name: str) -> list[str]:
    """Return the accounts of /etc/passwd whose uid or login group has no place in the namespace."""
    mapped = ranges(host, name)
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
        and not any(first <= int(row[field]) < first + length for first, length in mapped)
    ]
