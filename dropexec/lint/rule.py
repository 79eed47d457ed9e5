"""What a rule is: an id, a severity, a page for people, and a function that judges a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from dropexec.lint.finding import NO_FIX, Finding, Fix
from dropexec.lint.source import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dropexec.lint.case import Case
    from dropexec.lint.documents.document import Document
    from dropexec.lint.finding import Severity
    from dropexec.lint.word import PlacedWord


@dataclass(frozen=True)
class Page:
    """What a person reads of a rule: ``--explain``, and the manual page."""

    what: str
    why: str
    mend: str
    ignore: str


@dataclass(frozen=True)
class Rule:
    """A rule. ``default``: whether it is on unless somebody asks. One of the two functions judges.

    ``check`` sees one command at a time, ``check_document`` a whole file.
    """

    id: str
    severity: Severity
    page: Page
    check: Callable[[Case], Iterable[Finding]] | None = None
    check_document: Callable[[Document], Iterable[Finding]] | None = None
    default: bool = True

    def finding(
        self,
        case: Case,
        message: str,
        fix: Fix = NO_FIX,
        *,
        notes: Sequence[str] = (),
        at: PlacedWord | None = None,
        confident: bool = True,
    ) -> Finding:
        """Return a finding on the tool's call, or on the word ``at`` of it."""
        command = case.command
        first = command.words[case.translation.start if case.tool else 0]
        start, end = (at.start, at.end) if at is not None else (first.start, command.end)
        return Finding(
            command.source,
            start,
            end,
            self.id,
            self.severity,
            shown(message),
            fix,
            tuple(notes),
            confident,
            (command.start, command.end),
        )
