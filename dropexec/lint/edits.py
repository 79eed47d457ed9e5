"""Byte edits of a file: those of one fix together or not at all, written without a moment of half a file."""

from __future__ import annotations

import os
import stat
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dropexec.lint.finding import Edit, Finding, Fix


def overlap(one: Edit, other: Edit) -> bool:
    """Return whether two edits touch the same bytes, or insert at the same place."""
    if one == other:
        return False
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def choose(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings whose fixes fit together, first come first served, in the order given.

    A fix that shares a byte with a chosen one waits for the next round, unless its edits are the very same.
    """
    taken: set[Edit] = set()
    chosen = []
    for finding in findings:
        edits = set(finding.fix.edits)
        if not edits:
            continue
        if edits <= taken:
            chosen.append(finding)
        elif not any(overlap(new, old) for new in edits for old in taken):
            taken |= edits
            chosen.append(finding)
    return chosen


def apply(data: bytes, fixes: Sequence[Fix]) -> bytes:
    """Return the bytes with every edit of fixes that do not overlap; one that several share is made once."""
    for edit in sorted({edit for fix in fixes for edit in fix.edits}, reverse=True):
        data = data[: edit.start] + edit.text + data[edit.end :]
    return data


def write(path: str, data: bytes) -> None:
    """Put ``data`` in the place of a file's content; raises OSError, with the file as it was.

    A new file beside it is renamed over it when all of it is on disk. Mode, owner and extended attributes
    (ACLs and security labels are some) are those of the old one, symbolic links are followed.
    """
    real = os.path.realpath(path)
    status = os.stat(real)
    descriptor, new = tempfile.mkstemp(prefix=".dropexec-", dir=os.path.dirname(real) or ".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            _copy_attributes(real, file.fileno())
            os.fsync(file.fileno())
        os.replace(new, real)
    except BaseException:
        os.unlink(new)
        raise


def _copy_attributes(path: str, descriptor: int) -> None:
    for name in os.listxattr(path):
        value = os.getxattr(path, name)
        try:
            present = os.getxattr(descriptor, name)
        except OSError:
            present = None
        if present != value:
            os.setxattr(descriptor, name, value)


def create(path: str, data: bytes) -> None:
    """Create a file, mode 0644, that must not exist; raises OSError."""
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(path)
        raise
