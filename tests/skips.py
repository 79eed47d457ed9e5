"""What a machine lacks, told by the reasons of the tests that were skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

PACKAGES = {
    "busybox-su": "busybox",
    "chpst": "runit",
    "gcc": "gcc libc6-dev",
    "java": "default-jre-headless",
    "mariadbd": "mariadb-server",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "qemu-user": "qemu-user",
    "redis-server": "redis-server",
    "s6-setuidgid": "s6",
    "setcap": "libcap2-bin",
    "setuidgid": "daemontools",
    "systemd-analyze": "systemd",
    "systemd-nspawn": "systemd-container",
}
"""Debian's package of a program, where it is not called so."""

_MISSING = re.compile(r"^(?:needs |not installed: )(\S+)$|^(\S+) is not installed")
_INSTALL = re.compile(r"apt-get install ([a-z0-9 .+-]+)")


def summary(reasons: Iterable[str]) -> str | None:
    """Return one line: how many were skipped, for want of what, and how to get it; None where none was."""
    given = [reason.removeprefix("Skipped: ") for reason in reasons]
    if not given:
        return None
    lacking: Counter[str] = Counter()
    packages: set[str] = set()
    for reason in given:
        found = _MISSING.match(reason)
        if found is None:
            continue
        name = found[1] or found[2]
        lacking[name] += 1
        install = _INSTALL.search(reason)
        packages.update((install[1] if install else PACKAGES.get(name, name)).split())
    if not lacking:
        return f"{len(given)} skipped; -rs has the reasons"
    names = ", ".join(name for name, _ in lacking.most_common())
    return (
        f"{len(given)} skipped: {names}: apt-get install {' '.join(sorted(packages))}; -rs has every reason"
    )
