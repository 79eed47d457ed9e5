"""Fixes applied to one file in memory, in rounds, until a round changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.lint.edits import apply, choose
from dropexec.lint.linter import offered
from dropexec.lint.source import Source

if TYPE_CHECKING:
    from dropexec.lint.finding import DropIn, Finding
    from dropexec.lint.linter import Linter, Result

_ROUNDS = 25
"""More than the findings of any one line; fixes that undo one another would go on for ever."""

_FIRST = ("user-directive",)
"""A rule of this kind is on because a person asked for it, and its fix excludes the others'."""


@dataclass(frozen=True)
class Mended:
    """A file after its fixes: the source as it was and as it is now, what was fixed, and what remains.

    ``path`` is where it lies.
    """

    before: Source
    after: Source
    fixed: tuple[Finding, ...]
    remains: Result
    path: str | None = None
    drop_ins: tuple[DropIn, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return self.before.data != self.after.data or bool(self.drop_ins)


def mend(linter: Linter, source: Source, path: str | None, result: Result, unsafe: bool) -> Mended:
    """Return the file with every fix applied that may be; the fixes of a round never overlap."""
    before = source
    fixed: list[Finding] = []
    created: dict[str, DropIn] = {}
    for finding in result.findings:
        drop_in = finding.fix.drop_in
        # A second one for the same file waits for the next run, which finds the first in its place.
        usable = drop_in is not None and offered(finding, unsafe) is not None
        if drop_in is not None and usable and created.setdefault(drop_in.path, drop_in) == drop_in:
            fixed.append(finding)
    for _ in range(_ROUNDS):
        mendable = [
            item for item in result.findings if (fix := offered(item, unsafe)) is not None and fix.edits
        ]
        chosen = choose(sorted(mendable, key=lambda item: item.rule not in _FIRST))
        if not chosen:
            break
        fixed += chosen
        source = Source(source.name, apply(source.data, [finding.fix for finding in chosen]))
        result = linter.judge(source, path)
    remaining = tuple(finding for finding in result.findings if finding not in fixed)
    drop_ins = tuple(created.values())
    return Mended(before, source, tuple(fixed), replace(result, findings=remaining), path, drop_ins)
