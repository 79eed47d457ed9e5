"""Files that a package owns: the fix is a drop-in, since the next update would undo an edit."""

from __future__ import annotations

import errno
import functools
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.documents import unit_file
from dropexec.lint.edits import apply
from dropexec.lint.finding import DropIn, Finding, Fix
from dropexec.lint.places import kept_by_package
from dropexec.lint.source import Source
from dropexec.machine.executable import inside, resolve
from dropexec.machine.units import is_unit

if TYPE_CHECKING:
    from pathlib import Path

    from dropexec.machine.packages import Package

NAME = "dropexec.conf"
THEN = "systemctl daemon-reload"

_owner = functools.lru_cache(maxsize=256)(kept_by_package)


def instead(finding: Finding, root: Path, place: str) -> Finding:
    """Return the finding with a drop-in for its fix if a package owns the file and would replace it."""
    if not finding.fix.edits:
        return finding
    package = _owner(root, place)
    if package is None:
        return finding
    return replace(finding, fix=_fix(finding, root, place, package))


def _fix(finding: Finding, root: Path, place: str, package: Package) -> Fix:
    fix, unit = finding.fix, place.rpartition("/")[2]
    if not is_unit(unit):
        why = f"the package {package.name} owns {place}: its next update would undo the edit"
        return Fix("none", why=why)
    target = f"/etc/systemd/system/{unit}.d/{NAME}"
    if resolve(root, target) is not None:
        return Fix("none", why=f"the package {package.name} owns {place}, and {target} is there already")
    content = drop_in(finding.source, fix)
    if content is None:
        return Fix(
            "none", why=f"the package {package.name} owns {place}, and the fix is more than a command line"
        )
    why = fix.why or f"the package {package.name} owns {place}: a drop-in overrides it, then run {THEN}"
    return replace(fix, edits=(), why=why, drop_in=DropIn(target, content, THEN))


def place_of(root: Path, target: str) -> str:
    """Return where a file of the root is to be created, links of its directories resolved inside the root.

    An image's link to an absolute path would lead to a directory of this machine. Raises OSError.
    """
    known, missing = target, ""
    while (real := resolve(root, known)) is None:
        known, _, last = known.rpartition("/")
        missing = f"/{last}{missing}"
    place = f"{inside(root, real)}{missing}"
    if missing and os.path.lexists(inside(root, f"{real}/{missing.split('/')[1]}")):
        raise OSError(errno.ENOENT, "a link in its path leads nowhere", target)
    return place


def drop_in(source: Source, fix: Fix) -> bytes | None:
    """Return the drop-in that says what the edits would: each assignment that they touch, lists anew."""
    old, new = unit_file.read(source), unit_file.read(Source(source.name, apply(source.data, [fix])))
    keys = {
        line.key
        for line in old.assignments("Service")
        if any(_touches(line, e.start, e.end) for e in fix.edits)
    }
    added = {line.key for line in new.assignments("Service")} - {
        line.key for line in old.assignments("Service")
    }
    keys |= added
    if not keys:
        return None
    parts = [b"[Service]\n"]
    for key in dict.fromkeys(line.key for line in new.assignments("Service") if line.key in keys):
        if key.startswith("Exec"):
            parts.append(f"{key}=\n".encode("latin-1"))
        parts += [
            new.source.data[line.start : line.end].rstrip(b"\r\n") + b"\n"
            for line in new.assignments("Service")
            if line.key == key
        ]
    return b"".join(parts)


def _touches(line: unit_file.Line, start: int, end: int) -> bool:
    return start < line.value_end and end > line.value_start
