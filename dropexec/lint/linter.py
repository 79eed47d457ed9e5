"""One file before all the rules."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.lookup import UnknownNameError
from dropexec.lint import ignores, packaged, reading
from dropexec.lint.carried import settle
from dropexec.lint.case import Case
from dropexec.lint.finding import Finding, Fix
from dropexec.lint.host import Host
from dropexec.lint.places import is_place, seen_from
from dropexec.lint.rules import rules

if TYPE_CHECKING:
    from dropexec.lint.command import Command
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.settings import Settings
    from dropexec.lint.source import Source


@dataclass(frozen=True)
class Result:
    """What was found in one file, and what of it could not be read."""

    findings: tuple[Finding, ...]
    unreadable: tuple[Unreadable, ...]


class Linter:
    """Judges files by one run's settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = Path(settings.root)
        self._rules = [item for item in rules() if item.id in settings.selection.enabled]

    @functools.cached_property
    def _machine(self) -> Host:
        return Host(self._root)

    @functools.cached_property
    def _host(self) -> Host:
        """The machine that files are for which are not an image's."""
        name = self._settings.distribution
        if name is None or self._settings.root != "/":
            return Host(self._root, name)
        # A distribution that is named without a root is another machine, unless it is this one's.
        here, named = self._machine, Host(None, name)
        return Host(self._root, name) if _same(here, named) else named

    @functools.lru_cache(maxsize=64)  # noqa: B019 - a linter lives as long as its process
    def _image(self, name: str | None) -> Host:
        """Return the machine of an image, of which its distribution is known at most."""
        wanted = self._settings.distribution or name
        try:
            host = Host(None, wanted)
            host.rows  # noqa: B018 - looked up now, so that an unknown name is no distribution
        except UnknownNameError:
            return Host(None)
        return host

    def judge(self, source: Source, path: str | None) -> Result:
        """Return the findings of a file, in its order; ``path`` is where it lies, None for standard input."""
        document = reading.read(source, path, self._root)
        place = seen_from(self._root, path) if path is not None else None
        launcher = self._launcher(place)
        findings: list[Finding] = []
        for item in self._rules:
            if item.check_document is not None:
                findings += item.check_document(document)
        for command in map(settle, document.commands):
            case = Case(command, self._host_of(command), launcher, self._settings.assumed_shell)
            for item in self._rules:
                if item.check is not None:
                    findings += item.check(case)
        kept = self._kept(source, findings)
        if place is not None and is_place(place):
            kept = [packaged.instead(finding, self._root, place) for finding in kept]
        return Result(tuple(kept), document.unreadable)

    def _host_of(self, command: Command) -> Host:
        # An image's accounts and tools are its own; a root that is named is meant to be the image's.
        image = command.other_machine and self._settings.root == "/"
        return self._image(command.image) if image else self._host

    def _launcher(self, place: str | None) -> str | None:
        """Return the path for replacements; None on a live machine that has no launcher: no fix there."""
        if self._settings.launcher is not None:
            return self._settings.launcher
        if place is not None and is_place(place):
            return self._machine.launcher or (None if self._machine.live else "/usr/bin/dropexec")
        return "/usr/bin/dropexec"

    def _kept(self, source: Source, findings: list[Finding]) -> list[Finding]:
        selection = self._settings.selection
        kept = [item for item in dict.fromkeys(findings) if item.confident or item.rule in selection.named]
        if selection.ignores:
            kept = ignores.obey(source, kept, selection.enabled)
        kept = [item for item in kept if item.severity.rank <= selection.least.rank]
        order = {item.id: index for index, item in enumerate(rules())}
        return sorted(kept, key=lambda item: (item.start, order[item.rule]))


def _same(here: Host, named: Host) -> bool:
    rows = here.rows
    return len(rows) == 1 and any(
        (row.distribution, row.release) == (rows[0].distribution, rows[0].release) for row in named.rows
    )


def offered(finding: Finding, unsafe: bool) -> Fix | None:
    """Return the fix that a run may apply: a safe one, an unsafe one where that is asked for, or None."""
    fix = finding.fix
    if fix.kind == "none" or (fix.kind == "unsafe" and not unsafe):
        return None
    return fix if fix.edits or fix.drop_in else None


def without_fix(finding: Finding, why: str) -> Finding:
    """Return the finding with the reason why it is not mended."""
    return replace(finding, fix=Fix("none", why=why))
