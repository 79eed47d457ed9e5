"""What a rule is: an id, a severity, a page for people, and a function that judges a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.lint.case import Case
    from dropexec.lint.documents.document import Document
    from dropexec.lint.finding import Finding, Severity


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
