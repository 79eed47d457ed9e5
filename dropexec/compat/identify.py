"""Which su this machine (or a root directory) has, and what the catalogue says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.builds import build_of
from dropexec.compat.lookup import find_row
from dropexec.compat.model import Catalogue, Evidence, Implementation, ReleaseClaims, Row
from dropexec.compat.versions import Version
from dropexec.machine.executable import find_command, inside, resolve, version_text
from dropexec.machine.os_release import System, read_system
from dropexec.machine.packages import Package, owner

if TYPE_CHECKING:
    from collections.abc import Callable


class UnidentifiedError(LookupError):
    """The su of this machine is none that the catalogue knows; the message is one line."""


@dataclass(frozen=True)
class Here:
    """A machine's su: a row made for it, the claims for its very version, its real path and its package."""

    row: Row
    claims: ReleaseClaims
    path: str
    package: str | None


_PRINTED = (
    ("util-linux-su", re.compile(r"util-linux (?P<version>[0-9][^\s)]*)")),
    ("coreutils-su", re.compile(r"coreutils\) (?P<version>[0-9]\S*)")),
    ("busybox-su", re.compile(r"BusyBox v(?P<version>[0-9]\S*)")),
    ("toybox-su", re.compile(r"toybox (?P<version>[0-9]\S*)")),
    ("sudo-rs-su", re.compile(r"su-rs (?P<version>[0-9]\S*)")),
)
"""What the sus that know --version (or print their name over an unknown option) say of themselves."""

_MULTICALL = {"busybox": "busybox-su", "toybox": "toybox-su"}


def identify(catalogue: Catalogue, root: Path = Path("/"), ask: Callable[[str], str] = version_text) -> Here:
    """Return this machine's su.

    ``ask`` runs a path with --version and is used only where no package database answers.
    Raises UnidentifiedError.
    """
    system = read_system(root)
    path = find_command(root, "su")
    real = resolve(root, path) if path else None
    if real is None:
        raise UnidentifiedError("there is no su on this machine")
    package = owner(root, real)
    found = _by_package(catalogue, real, package) or _by_version(catalogue, real, ask)
    if found is None:
        raise UnidentifiedError(
            f"{real} is no su that the catalogue knows (package: {package and package.name})"
        )
    implementation, version, source = found
    row = _row(catalogue, system, implementation, version, source)
    variant = _variant(row, implementation, inside(root, real))
    claims = implementation.at(Version(row.version), variant)
    if claims is None:
        raise UnidentifiedError(
            f"{real} is {implementation.name} {version}, a release that the catalogue does not hold"
        )
    return Here(replace(row, variant=variant), claims, real, package.name if package else None)


_Found = tuple[Implementation, str, str]


def _by_package(catalogue: Catalogue, path: str, package: Package | None) -> _Found | None:
    if package is None:
        return None
    source = f"{package.database} of this machine: {package.name} {package.version}"
    name = path.rpartition("/")[2].partition(".")[0]
    if name in _MULTICALL:
        return catalogue.implementations[_MULTICALL[name]], package.version, source
    for implementation in catalogue.implementations.values():
        if (
            implementation.kind == "su"
            and name in implementation.commands
            and package.name in implementation.packages
        ):
            return implementation, package.version, source
    return None


def _by_version(catalogue: Catalogue, path: str, ask: Callable[[str], str]) -> _Found | None:
    printed = ask(path)
    for name, pattern in _PRINTED:
        if match := pattern.search(printed):
            return catalogue.implementations[name], match["version"], f"{path} --version of this machine"
    return None


def _row(
    catalogue: Catalogue, system: System, implementation: Implementation, version: str, source: str
) -> Row:
    """Return the distribution's own row where it says just this, else one that cites the machine."""
    row = find_row(catalogue, system)
    here = Row(
        distribution=system.id,
        release=system.version,
        implementation=implementation.name,
        version=version,
        evidence=Evidence.REPORTED,
        source=source,
    )
    if row is None or row.implementation != implementation.name:
        return here
    if row.version == version:
        return replace(row, distribution=system.id, release=system.version or row.release)
    if row.version.partition("-")[0] == version:
        # --version gives the upstream number alone; which build of it, the distribution's row tells.
        return replace(here, version=row.version, variant=row.variant, source=f"{source}, and {row.source}")
    if row.variant and row.variant.startswith("cve-") and Version(version) < Version(row.version):
        return here  # not yet the security build
    return replace(here, variant=row.variant)


def _variant(row: Row, implementation: Implementation, file: Path) -> str | None:
    if build := build_of(implementation, row.version, None):
        return build
    # A su without PAM is not linked to libpam, and then the name of the library is nowhere in the file.
    splits = any(item.release.variant == "no-pam" for item in implementation.ranges)
    if splits and b"libpam.so" not in file.read_bytes():
        return "no-pam"
    return row.variant
