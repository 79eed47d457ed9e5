"""Which distribution a root directory holds, read as files only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from distro import LinuxDistribution

if TYPE_CHECKING:
    from pathlib import Path

    from dropexec.compat.model import Catalogue, Row


@dataclass(frozen=True)
class System:
    """os-release(5) in short; ``codenames`` holds its own and, for a derivative, its parent's."""

    id: str
    version: str
    like: tuple[str, ...]
    codenames: tuple[str, ...]


def read_system(root: Path) -> System:
    """Return what the files under ``root`` say; nothing is executed, no environment variable is honoured."""
    files = _files(root)
    release = files.os_release_info()
    # distro.id() renames some ids (ol is oracle); where there is an os-release its own word counts. Systems
    # older than os-release (CentOS 6) have a release file that distro reads.
    name = release.get("id", "").lower() or files.id()
    version = release.get("version_id", "") or files.version()
    if not version and "sid" in files.os_release_attr("pretty_name"):
        version = "sid"
    keys = ("version_codename", "ubuntu_codename", "debian_codename")
    names = [release[key].lower() for key in keys if release.get(key)]
    return System(name, version, tuple(files.like().split()), tuple(dict.fromkeys(names)))


def _files(root: Path) -> LinuxDistribution:
    """Return distro's reader of the files under ``root``.

    distro's module-level functions run lsb_release and uname and honour UNIXCONFDIR: not for root.
    """
    try:
        return LinuxDistribution(
            include_lsb=False, include_uname=False, include_oslevel=False, root_dir=str(root)
        )
    except TypeError:
        # Debian 11 has distro 1.5, without root_dir. Given no release file to read, it looks in UNIXCONFDIR;
        # systems with that version have an os-release, which says more.
        release = str(root / "etc/os-release")
        return LinuxDistribution(
            include_lsb=False, include_uname=False, os_release_file=release, distro_release_file=os.devnull
        )


def find_row(catalogue: Catalogue, system: System) -> Row | None:
    """Return the catalogue's row for ``system``, its own or the one of the distribution it derives from."""
    own = catalogue.distributions.get(system.id)
    if own is not None:
        return own.row(system.version) or (own.rows[0] if own.rows[0].release == "rolling" else None)
    for parent in system.like:
        distribution = catalogue.distributions.get(parent)
        if distribution is None:
            continue
        for name in system.codenames:
            if row := distribution.row(name):
                return row
        # Rebuilds of Red Hat's share its numbers; derivatives of Debian and Ubuntu do not.
        if parent in ("rhel", "centos", "fedora", "opensuse-leap") and (
            row := distribution.row(system.version)
        ):
            return row
        if distribution.rows[0].release == "rolling":
            return distribution.rows[0]
    return None
