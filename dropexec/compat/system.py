"""Which distribution a root directory holds, read as files only."""

from __future__ import annotations

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
    """Return what the files under ``root`` say; nothing is executed and no environment variable is honoured.

    distro's module-level functions run lsb_release and uname and honour UNIXCONFDIR: not for root.
    """
    files = LinuxDistribution(
        include_lsb=False, include_uname=False, include_oslevel=False, root_dir=str(root)
    )
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
