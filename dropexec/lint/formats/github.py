"""The report as GitHub's workflow commands: each finding is an annotation of its lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions has the commands; the escapes
are those of its runner (actions/toolkit, packages/core).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dropexec.lint.formats import lines, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.finding import Finding
    from dropexec.lint.run import Report

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a command for each finding and for what could not be read, then the sum."""
    workspace = environment.get("GITHUB_WORKSPACE")
    for finding in report.findings:
        yield _annotation(finding, workspace)
    for item in report.unreadable:
        yield _unreadable(item, workspace)
    for finding in report.fixed:
        yield text.visible(f"fixed {finding.source.name}: [{finding.rule}] {finding.message}")
    yield text.summary(report)


def _annotation(finding: Finding, workspace: str | None) -> str:
    start, end = finding.source.position(finding.start), finding.source.position(finding.end)
    place = {
        "file": _path(finding.source.name, workspace),
        "line": str(start.line),
        "endLine": str(end.line),
        # A column counts for annotations of one line only.
        **({"col": str(start.column), "endColumn": str(end.column)} if start.line == end.line else {}),
        "title": finding.rule,
    }
    new = lines.replacement(finding)
    said = [finding.message, *(f"note: {note}" for note in finding.notes)]
    if new is not None:
        said += [f"{finding.fix.kind} fix:", new.rstrip("\n")]
    if finding.fix.why:
        said.append(f"{'no fix' if finding.fix.kind == 'none' else finding.fix.kind}: {finding.fix.why}")
    return _command(_COMMANDS[finding.severity.value], place, "\n".join(said))


def _unreadable(item: Unreadable, workspace: str | None) -> str:
    place = {"file": _path(item.file, workspace), "title": "unreadable"}
    if item.line:
        place |= {"line": str(item.line), "col": str(item.column)}
    return _command("error", place, item.reason)


def _path(name: str, workspace: str | None) -> str:
    """Return a path as GitHub knows it, relative to the checkout."""
    absolute = os.path.abspath(name)
    base = os.path.abspath(workspace) if workspace else os.getcwd()
    return os.path.relpath(absolute, base) if absolute.startswith(f"{base.rstrip('/')}/") else name


def _command(name: str, properties: Mapping[str, str], data: str) -> str:
    written = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    shown = "\n".join(text.visible(line) for line in data.split("\n"))
    return f"::{name} {written}::{_escaped(shown, _DATA)}"


def _escaped(value: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in value)
