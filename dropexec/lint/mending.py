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
    before, fixed = source, []
    created = {finding.fix.drop_in: None for finding in result.findings if _drop_in(finding, unsafe)}
    fixed += [
        finding for finding in result.findings if finding.fix.drop_in in created and finding.fix.drop_in
    ]
    for _ in range(_ROUNDS):
        usable = [
            item for item in result.findings if (fix := offered(item, unsafe)) is not None and fix.edits
        ]
        chosen = choose(sorted(usable, key=lambda item: item.rule not in _FIRST))
        if not chosen:
            break
        fixed += chosen
        source = Source(source.name, apply(source.data, [finding.fix for finding in chosen]))
        result = linter.judge(source, path)
    remaining = tuple(finding for finding in result.findings if finding not in fixed)
    drop_ins = tuple(item for item in created if item is not None)
    return Mended(before, source, tuple(fixed), replace(result, findings=remaining), path, drop_ins)


def _drop_in(finding: Finding, unsafe: bool) -> bool:
    return offered(finding, unsafe) is not None and finding.fix.drop_in is not None
