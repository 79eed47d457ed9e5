"""The report as JSON: format dropexec-lint/1 (dropexecctl schema lint)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dropexec.lint.formats import lines

if TYPE_CHECKING:
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.finding import Finding
    from dropexec.lint.run import Report

FORMAT = "dropexec-lint/1"

_STRAY = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8, as PEP 383 (surrogateescape) has it: an edit has to say which byte it was."""


def render(report: Report) -> str:
    """Return the report as one JSON object."""
    content = {
        "format": FORMAT,
        "findings": _findings(report.findings),
        "fixed": _findings(report.fixed),
        "unreadable": [_unreadable(item) for item in report.unreadable],
    }
    written = json.dumps(content, indent=2, ensure_ascii=False)
    return _STRAY.sub(lambda byte: f"\\u{ord(byte[0]):04x}", written)


def _findings(findings: list[Finding]) -> list[dict[str, Any]]:
    by_file: dict[str, list[Finding]] = {}
    for item in findings:
        by_file.setdefault(item.source.name, []).append(item)
    return [_finding(item, by_file[item.source.name]) for item in findings]


def _finding(finding: Finding, others: list[Finding]) -> dict[str, Any]:
    start, end = finding.source.position(finding.start), finding.source.position(finding.end)
    fix = finding.fix
    return {
        "file": finding.source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "original": lines.original(finding),
        "replacement": lines.replacement(finding, others),
        "fix": fix.kind,
        "why": fix.why or None,
        "edits": [
            {"start": edit.start, "end": edit.end, "text": edit.text.decode("utf-8", "surrogateescape")}
            for edit in fix.edits
        ],
        "assumes": list(fix.assumes),
        "notes": [*finding.notes, *_drop_in_notes(finding)],
    }


def _drop_in_notes(finding: Finding) -> list[str]:
    drop_in = finding.fix.drop_in
    return [] if drop_in is None else [f"the fix creates {drop_in.path}; then run {drop_in.then}"]


def _unreadable(item: Unreadable) -> dict[str, Any]:
    return {
        "file": item.file,
        "line": item.line or None,
        "column": item.column or None,
        "reason": item.reason,
    }
