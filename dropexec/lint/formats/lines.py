"""The lines that a finding is about, as they are and as they would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.edits import apply, choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.lint.finding import Finding


def original(finding: Finding) -> str:
    """Return the whole lines of the command that a finding is about."""
    return finding.source.show(*_span(finding))


def replacement(finding: Finding, others: Sequence[Finding] = ()) -> str | None:
    """Return the same lines with the fix applied, None where there is no fix; a drop-in's whole content.

    ``others`` are findings of which those of the same rule on the same lines are mended as well: a line that
    holds two commands would stand there with both of them mended.
    """
    fix = finding.fix
    if fix.drop_in is not None:
        return fix.drop_in.content.decode("utf-8", "replace")
    if not fix.edits:
        return None
    start, end = _span(finding)
    beside = [item for item in others if item.rule == finding.rule and _span(item) == (start, end)]
    fixes = [item.fix for item in choose([finding, *beside])]
    edits = {edit for item in fixes for edit in item.edits}
    inside = {edit for edit in edits if start <= edit.start and edit.end <= end}
    before = sum(len(edit.text) - (edit.end - edit.start) for edit in edits - inside if edit.end <= start)
    grown = sum(len(edit.text) - (edit.end - edit.start) for edit in inside)
    data = apply(finding.source.data, fixes)
    return data[start + before : end + before + grown].decode("utf-8", "replace")


def _span(finding: Finding) -> tuple[int, int]:
    return finding.source.whole_lines(*(finding.whole or (finding.start, finding.end)))
