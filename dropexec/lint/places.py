"""Where a machine keeps the definitions of its services, and what of that a package owns."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.machine.executable import inside, resolve
from dropexec.machine.packages import owner
from dropexec.machine.units import DIRECTORIES

if TYPE_CHECKING:
    from dropexec.machine.packages import Package

PLACES = (
    *DIRECTORIES,
    "/etc/init",
    "/etc/init.d",
    "/etc/rc.d/init.d",
    "/etc/rc.local",
    "/etc/rc.d/rc.local",
    "/etc/sv",
    "/etc/service",
    "/etc/runit/sv",
    "/etc/crontab",
    "/etc/cron.d",
    "/var/spool/cron",
    "/etc/supervisor",
    "/etc/supervisord.conf",
    "/etc/supervisord.d",
    "/etc/monit",
    "/etc/monitrc",
    "/etc/monit.d",
    "/etc/s6",
    "/etc/s6-overlay",
    "/etc/services.d",
    "/etc/cont-init.d",
    "/var/service",
    "/docker-entrypoint.sh",
    "/entrypoint.sh",
    "/usr/local/bin/docker-entrypoint.sh",
    "/usr/local/bin/entrypoint.sh",
)


def existing(root: Path) -> list[tuple[str, str]]:
    """Return the places that a root has: the path to read, links resolved inside it, and the name to show."""
    found: dict[str, tuple[str, str]] = {}
    for place in PLACES:
        real = resolve(root, place)
        if real is not None and inside(root, real).exists():
            name = place if root == Path("/") else str(inside(root, place))
            found.setdefault(real, (str(inside(root, real)), name))
    return list(found.values())


def seen_from(root: Path, path: str) -> str | None:
    """Return an absolute path as seen from a root, None for one outside of it."""
    base, real = (
        os.path.realpath(root),
        os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path)),
    )
    if base == "/":
        return real
    return real[len(base) :] if real.startswith(f"{base}/") else None


def is_place(path: str) -> bool:
    """Return whether a path, as seen from its root, lies where a machine keeps such files."""
    return any(path == place or path.startswith(f"{place}/") for place in PLACES)


def kept_by_package(root: Path, path: str) -> Package | None:
    """Return the package that replaces a file on update; None for a conffile and for nobody's file."""
    real = resolve(root, path)
    package = None if real is None else owner(root, real)
    if package is None or real is None:
        return None
    if package.database.endswith("dpkg/status"):
        return None if _dpkg_conffile(root, real, path) else package
    # rpm marks what lies under /etc as %config, apk protects all of it.
    return None if real.startswith("/etc/") else package


def _dpkg_conffile(root: Path, *paths: str) -> bool:
    for file in (root / "var/lib/dpkg/info").glob("*.conffiles"):
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        if any(path in lines for path in paths):
            return True
    return False
