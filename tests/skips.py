"""What a machine lacks, told by the reasons of the tests that were skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

PACKAGES = {
    "ash": "busybox",
    "bash_completion": "bash-completion",
    "busybox-su": "busybox",
    "chpst": "runit",
    "dropexec": "",
    "gcc": "gcc libc6-dev",
    "hatchling": "",
    "java": "default-jre-headless",
    "localedef": "libc-bin",
    "mariadbd": "mariadb-server",
    "musl-gcc": "musl-tools",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "qemu-aarch64": "qemu-user",
    "readelf": "binutils",
    "s6-setuidgid": "s6",
    "setcap": "libcap2-bin",
    "setpriv": "util-linux",
    "setuidgid": "daemontools",
    "su-exec": "",
    "systemd-analyze": "systemd",
    "systemd-nspawn": "systemd-container",
    "toybox-su": "toybox",
    "ziglang": "",
}
"""Debian's package of a program, where it is not called so; empty where Debian has none."""

_MISSING = re.compile(r"^(?:needs (\S+)$|not installed: ([^\s,]+)|(\S+) is not installed)")
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
        name = (found[1] or found[2] or found[3]).rpartition("/")[2]
        lacking[name] += 1
        hint = _INSTALL.search(reason)
        packages.update((hint[1] if hint else PACKAGES.get(name, name)).split())
    if not lacking:
        return f"{len(given)} skipped; -rs has the reasons"
    names = ", ".join(name for name, _ in lacking.most_common())
    install = f": apt-get install {' '.join(sorted(packages))}" if packages else ""
    return f"{len(given)} skipped: {names}{install}; -rs has every reason"
