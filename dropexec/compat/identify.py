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
from dropexec.machine.program import Program, read_program

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

_OF_PROJECT = {
    "busybox": "busybox-su",
    "coreutils": "coreutils-su",
    "shadow": "shadow-su",
    "sudo-rs": "sudo-rs-su",
    "toybox": "toybox-su",
    "util-linux": "util-linux-su",
}
"""The su of each project that an executable may name."""


def identify(catalogue: Catalogue, root: Path = Path("/"), ask: Callable[[str], str] = version_text) -> Here:
    """Return this machine's su: what the file says that it is, and which release by its package.

    The package database is believed where the file does not contradict it. ``ask`` runs a path with
    --version and is used only where neither tells the release. Raises UnidentifiedError.
    """
    system = read_system(root)
    path = find_command(root, "su")
    real = resolve(root, path) if path else None
    if real is None:
        raise UnidentifiedError("there is no su on this machine")
    file = inside(root, real)
    program = read_program(file)
    package = owner(root, real, likely=_packages(catalogue))
    if program.kind == "script":
        whose = f", and not what package {package.name} installs" if package else ""
        raise UnidentifiedError(f"{real} is a script{whose}")
    found = _by_package(catalogue, real, package, program) or _by_file(catalogue, real, program, ask)
    if found is None:
        raise UnidentifiedError(
            f"{real} is no su that the catalogue knows (package: {package and package.name})"
        )
    implementation, version, source = found
    row = _row(catalogue, system, implementation, version, source)
    variant = _variant(row, implementation, file)
    claims = implementation.at(Version(row.version), variant)
    if claims is None:
        raise UnidentifiedError(
            f"{real} is {implementation.name} {version}, a release that the catalogue does not hold"
        )
    return Here(replace(row, variant=variant), claims, real, package.name if package else None)


_Found = tuple[Implementation, str, str]


def _packages(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the packages that a su may come in, as far as the distributions say."""
    names = dict.fromkeys(row.implementation for row in catalogue.rows())
    return ("util-linux", "login", "busybox", "shadow", *names)


def _by_package(catalogue: Catalogue, path: str, package: Package | None, program: Program) -> _Found | None:
    """Return what the package says, where the file does not say that it is of another project or release."""
    if package is None:
        return None
    source = f"{package.database} of this machine: {package.name} {package.version}"
    if program.version is not None and not package.upstream.startswith(program.version):
        return None
    if program.name is not None:
        implementation = catalogue.implementations[_OF_PROJECT[program.name]]
        return (implementation, package.version, source) if package.name in implementation.packages else None
    name = path.rpartition("/")[2].partition(".")[0]
    if name in _MULTICALL and program.kind != "elf":
        return catalogue.implementations[_MULTICALL[name]], package.version, source
    for implementation in catalogue.implementations.values():
        if (
            implementation.kind == "su"
            and name in implementation.commands
            and package.name in implementation.packages
            # Each of these has its name in its file: one that has not is something else.
            and not (program.kind == "elf" and implementation.name in _SAY_SO)
        ):
            return implementation, package.version, source
    return None


_MULTICALL = {"busybox": "busybox-su", "toybox": "toybox-su"}
_SAY_SO = {"busybox-su", "toybox-su", "util-linux-su"}


def _by_file(catalogue: Catalogue, path: str, program: Program, ask: Callable[[str], str]) -> _Found | None:
    """Return what the file is by its content, or by what it prints."""
    if program.name is not None and program.version is not None:
        found = catalogue.implementations[_OF_PROJECT[program.name]]
        return found, program.version, f"{path} of this machine, which says {program.name} {program.version}"
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
