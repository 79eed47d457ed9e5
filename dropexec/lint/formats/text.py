"""The report for people: a line for each finding, and below it the line to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.formats import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.finding import Finding
    from dropexec.lint.run import Report


def render(report: Report) -> Iterator[str]:
    """Yield the lines: findings, then what was fixed, then a sum."""
    yield from map(visible, _lines(report))


def visible(line: str) -> str:
    """Return a line with its control characters as escapes, tabs excepted.

    Names and lines are the files': a newline would forge a finding, an escape sequence steer the terminal.
    """
    return "".join(
        char if char.isprintable() or char == "\t" else char.encode("unicode_escape").decode()
        for char in line
    )


def _lines(report: Report) -> Iterator[str]:
    previous: tuple[str, tuple[int, int] | None] | None = None
    for finding in report.findings:
        yield head(finding)
        key = (finding.source.name, finding.whole)
        yield from _fix(finding, again=previous == key and finding.whole is not None)
        previous = key
    for finding in report.fixed:
        yield f"{_place(finding)}: fixed [{finding.rule}] {finding.message}"
    yield summary(report)
    yield from (f"then run: {command}" for command in report.then)


def head(finding: Finding) -> str:
    """Return the line that names place, rule and what is wrong."""
    return f"{_place(finding)}: {finding.severity.value} [{finding.rule}] {finding.message}"


def _place(finding: Finding) -> str:
    position = finding.source.position(finding.start)
    return f"{finding.source.name}:{position.line}:{position.column}"


def _fix(finding: Finding, again: bool) -> Iterator[str]:
    """Yield the lines below a finding; ``again``: the finding before was on the same command."""
    fix = finding.fix
    new = lines.replacement(finding)
    if new is not None and not again:
        where = f"in {fix.drop_in.path}, " if fix.drop_in is not None else ""
        yield f"  {where}{fix.kind} fix:"
        yield from (f"    {line}" for line in new.splitlines())
    if not again or new is None:
        if fix.why:
            yield f"  {'no fix' if fix.kind == 'none' else fix.kind}: {fix.why}"
        yield from (f"  assumes: {item}" for item in fix.assumes)
    yield from (f"  note: {note}" for note in finding.notes)


def unreadable(item: Unreadable) -> str:
    """Return the line for what could not be read."""
    place = f"{item.file}:{item.line}:{item.column}" if item.line else item.file
    return visible(f"{place}: unreadable: {item.reason}")


def summary(report: Report) -> str:
    """Return the last line."""
    counts = dict.fromkeys(("error", "warning", "note"), 0)
    for finding in report.findings:
        counts[finding.severity.value] += 1
    words = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    found = ", ".join(words) or "nothing found"
    mendable = [item for item in report.findings if item.fix.kind == "safe"]
    unsafe = [item for item in report.findings if item.fix.kind == "unsafe"]
    parts = [found, f"{report.files} file{'' if report.files == 1 else 's'} looked at"]
    if report.fixed:
        parts.append(f"{len(report.fixed)} fixed")
    if mendable:
        parts.append(f"{len(mendable)} with a safe fix (--fix)")
    if unsafe:
        parts.append(f"{len(unsafe)} with an unsafe one (--fix --unsafe-fixes)")
    return "; ".join(parts)
