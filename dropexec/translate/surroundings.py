"""The circumstances of a machine: its own, those of another root, or of a distribution by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import Command, UnknownNameError, find, find_row
from dropexec.compat.model import Distribution, Row
from dropexec.compat.versions import Version
from dropexec.launcher.environment import LOGIN_DEFS, default_path
from dropexec.machine.executable import find_command, inside, resolve, version_text
from dropexec.machine.os_release import read_system
from dropexec.translate.circumstances import Circumstances, Program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.compat.model import Catalogue

_SUDO_RS = "sudo-rs"
_FIRST_SUDO_RS = {"ubuntu": (25, 10)}
"""Distributions whose sudo is sudo-rs, since that release (the catalogue's notes)."""


def of_distribution(name: str, circumstances: Circumstances | None = None) -> Circumstances:
    """Return circumstances in which su, runuser and sudo are those of a distribution: ``debian:12``.

    A distribution without a release stands for its newest one. Raises compat.lookup.UnknownNameError, also
    for the name of an implementation.
    """
    known = catalogue()
    found = find(known, name)
    base = circumstances or Circumstances()
    if not isinstance(found, (Row, Distribution)):
        kind = "a command" if isinstance(found, Command) else "an implementation"
        raise UnknownNameError(f"{found.name} is {kind}, not a distribution")
    return replace(base, programs=_programs(known, found if isinstance(found, Row) else found.rows[-1]))


def of_root(root: Path, circumstances: Circumstances | None = None) -> Circumstances:
    """Return circumstances in which su, runuser, sudo and PATH are those of a root directory.

    Another root's su that has no package, or that is not there, is taken for that of its os-release. A su of
    this machine that the catalogue does not know stays unknown. Accounts are the caller's to give.
    """
    known = catalogue()
    base = replace(circumstances or Circumstances(), path=_path(root))
    row = _row(known, root)
    if row is None:
        return base
    programs = dict(_programs(known, row))
    sudo = find_command(root, "sudo")
    real = None if sudo is None else resolve(root, sudo)
    if real is not None:
        name = _SUDO_RS if "sudo-rs" in real or "cargo" in real else "sudo"
        programs["sudo"] = Program(name, "0")
    return replace(base, programs=programs)


def _row(known: Catalogue, root: Path) -> Row | None:
    try:
        return identify(known, root, version_text if root == Path("/") else _unasked).row
    except UnidentifiedError:
        here = root == Path("/") and find_command(root, "su") is not None
        return None if here else find_row(known, read_system(root))


def _unasked(_: str) -> str:
    """Return what a program of another root prints: nothing, it is never run."""
    return ""


def _programs(known: Catalogue, row: Row) -> Mapping[str, Program]:
    su = _program(known, row.implementation, row.version, row.variant)
    programs = {"su": su, "sudo": Program(_sudo_of(row), "0")}
    if row.implementation == "util-linux-su":
        programs["runuser"] = _program(known, "util-linux-runuser", row.version, row.variant)
    elif row.implementation == "coreutils-su":
        programs["runuser"] = su
    return programs


def _sudo_of(row: Row) -> str:
    first = _FIRST_SUDO_RS.get(row.distribution)
    numbers = tuple(int(part) for part in row.release.split(".") if part.isdigit())
    return _SUDO_RS if first is not None and numbers >= first else "sudo"


def _program(known: Catalogue, name: str, version: str, variant: str | None = None) -> Program:
    implementation = known.implementations[name]
    try:
        claims = implementation.at(Version(version), variant)
    except ValueError:
        claims = None
    claims = claims or implementation.ranges[-1]
    return Program(
        name,
        version,
        path_reset=claims["environment_policy"].value == "account-and-path-set",
        limits=claims["limits_conf"].value is not False,
    )


def _path(root: Path) -> str | None:
    """Return the PATH that login.defs of a root gives users, None where it says nothing."""
    for name in LOGIN_DEFS:
        place = resolve(root, name)
        if place is None:
            continue
        try:
            text = inside(root, place).read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            continue
        value, origin = default_path(text, 1000)
        return value if origin == "login.defs" else None
    return None
