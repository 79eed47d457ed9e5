"""Comments that ask for silence: ``# dropexec: ignore[RULE] reason`` on the line above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.lint.finding import Finding
from dropexec.lint.rules import IDS, rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from dropexec.lint.source import Source

_COMMENT = re.compile(r"^[ \t]*[#;][ \t]*dropexec:[ \t]*ignore\[([^\]\r\n]*)\]", re.MULTILINE)


@dataclass(frozen=True)
class Ignore:
    """One rule of one comment, and the line that it speaks of."""

    start: int
    end: int
    rule: str
    line: int


def read(source: Source) -> list[Ignore]:
    """Return the ignores of a file; several comments in a row speak of the first line after them."""
    found: list[Ignore] = []
    comments = list(_COMMENT.finditer(source.text))
    lines = {source.line_at(match.start()) for match in comments}
    for match in comments:
        line = source.line_at(match.start()) + 1
        while line in lines:
            line += 1
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        found += [Ignore(start, match.end(), name.strip(), line) for name in match[1].split(",")]
    return found


def obey(source: Source, findings: list[Finding], enabled: Collection[str]) -> list[Finding]:
    """Return the findings without those that a comment ignores, and one for each comment without effect.

    A rule that is not ``enabled`` in this run may well find something in another: no word of its comments.
    """
    ignores = read(source)
    if not ignores:
        return findings
    used: set[Ignore] = set()
    left: list[Finding] = []
    for finding in findings:
        starts = {finding.start, (finding.whole or (finding.start, 0))[0]}
        at = {source.line_at(start) for start in starts}
        hits = [item for item in ignores if item.rule == finding.rule and item.line in at]
        used.update(hits)
        if not hits:
            left.append(finding)
    unused = rule("unused-ignore")
    if unused.id not in enabled:
        return left
    for item in ignores:
        if item in used or (item.rule in IDS and item.rule not in enabled):
            continue
        known = item.rule in IDS
        reason = f"finds nothing on line {item.line}" if known else "is no rule"
        message = f"the comment ignores nothing: {item.rule or 'an empty name'} {reason}"
        left.append(Finding(source, item.start, item.end, unused.id, unused.severity, message))
    return left
