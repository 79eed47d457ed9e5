"""The lines that a finding is about, as they are and as they would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.edits import apply
from dropexec.lint.finding import Fix

if TYPE_CHECKING:
    from dropexec.lint.finding import Finding


def original(finding: Finding) -> str:
    """Return the whole lines of the command that a finding is about."""
    start, end = finding.source.whole_lines(*(finding.whole or (finding.start, finding.end)))
    return finding.source.show(start, end)


def replacement(finding: Finding) -> str | None:
    """Return the same lines with the fix applied, None where there is no fix; a drop-in's whole content."""
    fix = finding.fix
    if fix.drop_in is not None:
        return fix.drop_in.content.decode("utf-8", "replace")
    if not fix.edits:
        return None
    start, end = finding.source.whole_lines(*(finding.whole or (finding.start, finding.end)))
    inside = tuple(edit for edit in fix.edits if start <= edit.start and edit.end <= end)
    before = sum(len(e.text) - (e.end - e.start) for e in fix.edits if e.end <= start and e not in inside)
    grown = sum(len(e.text) - (e.end - e.start) for e in inside)
    data = apply(finding.source.data, [Fix(fix.kind, fix.edits)])
    return data[start + before : end + before + grown].decode("utf-8", "replace")
