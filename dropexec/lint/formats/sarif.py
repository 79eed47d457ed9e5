"""The report as SARIF 2.1.0 (Static Analysis Results Interchange Format, an OASIS standard)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dropexec.lint.finding import Severity
from dropexec.lint.formats import lines
from dropexec.lint.rules import rules
from dropexec.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.finding import Edit, Finding
    from dropexec.lint.rule import Rule
    from dropexec.lint.run import Report
    from dropexec.lint.source import Source

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "SRCROOT"
FINGERPRINT = "dropexecCommand/v1"
"""The command's own text and its rule: a finding is the same one when lines come and go above it."""


def render(report: Report) -> str:
    """Return the report as one SARIF log; what was mended is no result any more."""
    index = {rule.id: number for number, rule in enumerate(rules())}
    results = [
        _result(finding, mark, index[finding.rule], report.findings)
        for finding, mark in _marked(report.findings)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "dropexecctl lint",
                "semanticVersion": VERSION,
                "rules": [_rule(rule) for rule in rules()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"uri": f"{Path.cwd().as_uri().rstrip(chr(47))}/"}},
        "invocations": [
            {
                "executionSuccessful": not report.unreadable,
                "toolExecutionNotifications": [_notification(item) for item in report.unreadable],
            }
        ],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule.page
    parts = [
        ("What", page.what),
        ("Why it bites", page.why),
        ("How to mend it", page.mend),
        ("When to ignore it", page.ignore),
    ]
    return {
        "id": rule.id,
        "shortDescription": {"text": page.what},
        "fullDescription": {"text": page.why},
        "help": {
            "text": "\n\n".join(f"{heading}: {text}" for heading, text in parts),
            "markdown": "\n\n".join(f"**{heading}.** {text}" for heading, text in parts),
        },
        "defaultConfiguration": {"level": rule.severity.value, "enabled": rule.default},
    }


def _marked(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with its fingerprint; the second of the same is told from the first."""
    seen: dict[str, int] = {}
    for finding in findings:
        said = " ".join(lines.original(finding).split())
        name = finding.source.name
        key = hashlib.sha256(f"{finding.rule}\0{said}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
        seen[f"{name}\0{key}"] = number = seen.get(f"{name}\0{key}", 0) + 1
        yield finding, f"{key}:{number}"


def _result(finding: Finding, mark: str, index: int, others: Sequence[Finding]) -> dict[str, Any]:
    fix = finding.fix
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.source.name),
                    "region": _region(finding.source, finding.start, finding.end),
                }
            }
        ],
        "partialFingerprints": {FINGERPRINT: mark},
        **({"fixes": [_fix(finding)]} if fix.edits or fix.drop_in is not None else {}),
        "properties": {
            "fix": fix.kind,
            "why": fix.why or None,
            "replacement": _clean(lines.replacement(finding, others)),
            "assumes": list(fix.assumes),
        },
    }


def _message(finding: Finding) -> str:
    return "\n".join([finding.message, *(f"note: {note}" for note in finding.notes)])


def _fix(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    said = f"{fix.kind} fix" + (f": {fix.why}" if fix.why else "")
    if fix.drop_in is not None:
        changes = {
            "artifactLocation": _artifact(fix.drop_in.path),
            "replacements": [
                {
                    "deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
                    "insertedContent": {"text": fix.drop_in.content.decode("utf-8", "replace")},
                }
            ],
        }
        return {"description": {"text": f"{said}; then run {fix.drop_in.then}"}, "artifactChanges": [changes]}
    changes = {
        "artifactLocation": _artifact(finding.source.name),
        "replacements": [_replacement(finding.source, edit) for edit in fix.edits],
    }
    return {"description": {"text": said}, "artifactChanges": [changes]}


def _replacement(source: Source, edit: Edit) -> dict[str, Any]:
    return {
        "deletedRegion": _region(source, edit.start, edit.end),
        "insertedContent": {"text": edit.text.decode("utf-8", "replace")},
    }


def _region(source: Source, start: int, end: int) -> dict[str, int]:
    first, last = source.position(start), source.position(end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "byteOffset": start,
        "byteLength": end - start,
    }


def _artifact(name: str) -> dict[str, str]:
    """Return where a file is: relative to the working directory if it lies below."""
    absolute = os.path.abspath(name)
    relative = os.path.relpath(absolute)
    if relative.startswith(".."):
        return {"uri": f"file://{quote(os.fsencode(absolute))}"}
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": BASE}


def _notification(item: Unreadable) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(item.file)}
    if item.line:
        location["region"] = {"startLine": item.line, "startColumn": item.column}
    return {
        "level": Severity.ERROR.value,
        "message": {"text": item.reason},
        "locations": [{"physicalLocation": location}],
    }


_STRAY = re.compile("[\ud800-\udfff]")


def _clean(text: str | None) -> str | None:
    return None if text is None else _STRAY.sub("\ufffd", text)
