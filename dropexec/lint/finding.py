"""What lint says of a place in a file, and the edits that would mend it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.lint.source import Source


class Severity(enum.Enum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, order=True)
class Edit:
    """Put ``text`` in place of the bytes from ``start`` to ``end`` of the file as it was read."""

    start: int
    end: int
    text: bytes


@dataclass(frozen=True)
class Fix:
    """The edits that mend a finding: applied together or not at all.

    ``kind`` is "safe", "unsafe" or "none"; ``why`` says what an unsafe one changes, or why there is none.
    ``assumes`` are facts of another machine that the edits rest on. ``drop_in``: a file to create in place of
    the edits, because a package owns the file that was read.
    """

    kind: str
    edits: tuple[Edit, ...] = ()
    why: str = ""
    assumes: tuple[str, ...] = ()
    drop_in: DropIn | None = None


@dataclass(frozen=True)
class DropIn:
    """A file to create: where on the machine, its content, and what to run when it is there."""

    path: str
    content: bytes
    then: str


NO_FIX = Fix("none")


@dataclass(frozen=True)
class Finding:
    """One rule's word on one span of a file.

    ``confident`` is false for what is shown only where its rule was selected by name. ``whole`` is the span
    of the command that the finding is about, where that is more than the finding's own.
    """

    source: Source
    start: int
    end: int
    rule: str
    severity: Severity
    message: str
    fix: Fix = NO_FIX
    notes: tuple[str, ...] = ()
    confident: bool = True
    whole: tuple[int, int] | None = None
