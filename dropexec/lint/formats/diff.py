"""What --fix would do, as a unified diff that patch(1) takes; each hunk names its rules."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.finding import Finding
    from dropexec.lint.mending import Mended

_CONTEXT = 3


def render(mended: Mended) -> bytes:
    """Return the diff of one file, its drop-ins as files to create; bytes, since files need not be UTF-8."""
    parts: list[bytes] = []
    name = mended.before.name
    if mended.before.data != mended.after.data:
        parts += _file(name.lstrip("/"), mended.before.data, mended.after.data, mended.fixed)
    for drop_in in mended.drop_ins:
        rules = [finding for finding in mended.fixed if finding.fix.drop_in == drop_in]
        parts += _created(drop_in.path.lstrip("/"), drop_in.content, rules)
    return b"".join(parts)


def _file(name: str, before: bytes, after: bytes, fixed: tuple[Finding, ...]) -> Iterator[bytes]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    yield f"--- a/{name}\n+++ b/{name}\n".encode()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        rules = _rules(fixed, first[1] + 1, last[2])
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@ {rules}\n".encode()
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (_line(b" ", line) for line in old[a:b])
            else:
                yield from (_line(b"-", line) for line in old[a:b])
                yield from (_line(b"+", line) for line in new[c:d])


def _created(name: str, content: bytes, fixed: list[Finding]) -> Iterator[bytes]:
    lines = content.splitlines(keepends=True)
    yield f"--- /dev/null\n+++ b/{name}\n@@ -0,0 +1,{len(lines)} @@ {_names(fixed)}\n".encode()
    yield from (_line(b"+", line) for line in lines)


def _range(start: int, end: int) -> str:
    length = end - start
    return str(start + 1) if length == 1 else f"{start + 1 if length else start},{length}"


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _rules(fixed: tuple[Finding, ...], first: int, last: int) -> str:
    inside = []
    for finding in fixed:
        lines = {finding.source.position(edit.start).line for edit in finding.fix.edits}
        if any(first <= line <= last for line in lines):
            inside.append(finding)
    return _names(inside)


def _names(findings: list[Finding]) -> str:
    return ", ".join(dict.fromkeys(finding.rule for finding in findings))
