"""The tool under observation: its executable, its template, its version and its package."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.machine.command import ask
from dropexec.machine.packages import owner
from dropexec.probe import template as templates
from dropexec.probe.errors import ProbeError
from dropexec.probe.tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.machine.packages import Package
    from dropexec.probe.tools import Tool

# A supervisor's PATH, not the caller's: the tool that a unit file gets is the one that counts.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_VERSION = re.compile(r"\d+(?:\.\d+)+\w*")


@dataclass(frozen=True)
class Subject:
    """One tool as it is installed here, ready to be started from its template.

    Its package and version are looked up, by other programs, when they are first asked for.
    """

    name: str
    path: str
    template: tuple[str, ...]

    @cached_property
    def package(self) -> Package | None:
        """Return the package that the executable came in, or None."""
        return owner(Path("/"), os.path.realpath(self.path))

    @cached_property
    def version(self) -> str | None:
        """Return the version that the tool says it has, else its package's, or None."""
        tool = TOOLS.get(self.name)
        if tool is not None and tool.version is not None:
            said = ask([self.path, *tool.version])
            match = _VERSION.search(said.splitlines()[0]) if said and said.strip() else None
            if match:
                return match[0]
        return None if self.package is None else self.package.upstream

    @property
    def implementation(self) -> str:
        """Return the name for files: package, tool, and the options of a template that the user gave."""
        name = self.name
        if self.package is not None and self.package.name not in name:
            name = self.package.name if name in self.package.name else f"{self.package.name}-{name}"
        known = TOOLS.get(self.name)
        if known is not None and self.template[1:] == known.arguments:
            return name
        return "".join(
            [name, *(word for word in self.template[1:] if word.startswith("-") and "{" not in word)]
        )


def _has_applet(path: str, applet: str) -> bool:
    """Tell whether the multi-call binary at ``path`` lists ``applet`` (busybox: ``--list``, toybox: bare)."""
    return any(applet in (ask([path, *extra]) or "").split() for extra in (["--list"], []))


def find(tool: Tool) -> Subject | None:
    """Return ``tool`` as installed here, or None."""
    for executable in tool.executables:
        path = shutil.which(executable, path=PATH)
        if path is None or (tool.applet is not None and not _has_applet(path, tool.applet)):
            continue
        return Subject(tool.name, path, (path, *tool.arguments))
    return None


def named(name: str) -> Subject:
    """Return the tool called ``name``; raise ProbeError where there is none of that name, here or at all."""
    if name not in TOOLS:
        raise ProbeError(
            f"cannot probe {name}: not a tool that the probe knows; give its argv after --, "
            "with {user} and {argv} in it"
        )
    subject = find(TOOLS[name])
    if subject is None:
        raise ProbeError(
            f"cannot probe {name}: it is not installed (looked for "
            f"{' and '.join(TOOLS[name].executables)} in {PATH})"
        )
    return subject


def installed() -> list[Subject]:
    """Return every tool of the table that is installed, in the table's order."""
    return [subject for tool in TOOLS.values() if (subject := find(tool)) is not None]


def from_template(template: Sequence[str]) -> Subject:
    """Return the tool of a user's own ``template``; raise ProbeError where it cannot be one."""
    templates.check(template)
    path = shutil.which(template[0], path=f"{PATH}:{os.environ.get('PATH', '')}")
    if path is None:
        raise ProbeError(f"cannot probe {template[0]}: no such command")
    path = os.path.abspath(path)
    return Subject(os.path.basename(path), path, (path, *template[1:]))
