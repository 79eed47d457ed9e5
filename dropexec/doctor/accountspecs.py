"""The accounts that units name, in User= and as dropexec's own words, and whether a launcher finds them."""

from __future__ import annotations

import pwd
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.doctor import launching, unitfiles
from dropexec.doctor.check import FAIL, Finding
from dropexec.doctor.text import path_shown, shown
from dropexec.launcher import options
from dropexec.launcher.errors import DropexecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_EXEC = ("ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost")
_PREFIXES = "@-:+!"
"""What may stand before an executable (systemd.service(5), COMMAND LINES)."""


@dataclass(frozen=True)
class AccountSpec:
    """A user spec that a unit names; ``launched`` where dropexec is given it, else it is User='s."""

    unit: str
    spec: str
    launched: bool


def find(root: Path) -> Iterator[AccountSpec]:
    """Yield the user specs of the services' unit files under ``root``, but those of DynamicUser=."""
    found = list(unitfiles.settings(root, "User", "DynamicUser", *_EXEC))
    dynamic = {unit for unit, name, value in found if name == "DynamicUser" and value.lower() in _TRUE}
    for unit, name, value in found:
        if name == "User" and unit not in dynamic:
            yield AccountSpec(unit, value, launched=False)
        elif name in _EXEC and (spec := _launched(value)):
            yield AccountSpec(unit, spec, launched=True)


_TRUE = ("1", "on", "t", "true", "y", "yes")


def _launched(line: str) -> str | None:
    """Return the user spec of a command line that starts with dropexec, None for any other."""
    try:
        program, *words = shlex.split(line.lstrip(_PREFIXES))
        if program.rpartition("/")[2] != "dropexec":
            return None
        spec = options.parse(words).spec
    except (ValueError, DropexecError):
        return None
    return None if "$" in spec else spec


def to_try(specs: Iterable[AccountSpec]) -> list[AccountSpec]:
    """Return those that a launcher has to find, each once.

    A User= that this machine does not know is no fault of the launcher's: distributions ship units for
    accounts that come with other packages.
    """
    first: dict[str, AccountSpec] = {}
    for one in specs:
        if one.launched or _known(one.spec):
            first.setdefault(one.spec, one)
    return list(first.values())


def unresolved(launcher: str, specs: Iterable[AccountSpec]) -> Iterator[Finding]:
    """Yield each spec for which the launcher does not start true(1)."""
    for one in specs:
        code, said = launching.status(launcher, one.spec, "/bin/true")
        if code != 0:
            what = f"{path_shown(launcher)} starts no command for {shown(one.spec)}, whom {one.unit} names"
            cure = "a static launcher reads /etc/passwd alone: add the account, or use the system's build"
            about = {"fault": "account", "unit": one.unit, "spec": one.spec}
            yield Finding(FAIL, f"{what}: {shown(said)}; {cure}", about)


def _known(user: str) -> bool:
    try:
        pwd.getpwuid(int(user)) if user.isdecimal() else pwd.getpwnam(user)
    except (KeyError, OverflowError, ValueError):
        return False
    return True
