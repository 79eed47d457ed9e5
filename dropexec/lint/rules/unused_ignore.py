"""A comment asks to ignore what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.document import Document
    from dropexec.lint.finding import Finding


def _nothing(document: Document) -> Iterator[Finding]:
    # dropexec.lint.ignores makes these findings, when it is known what else there is.
    del document
    return iter(())


RULE = Rule(
    "unused-ignore",
    Severity.WARNING,
    Page(
        what=(
            "A comment # dropexec: ignore[RULE] stands above a line on which the rule finds nothing, "
            "or names no rule."
        ),
        why="It would hide the next mistake in that line, and nobody knows any more what it was for.",
        mend="Take the comment out, or put it right above the line that it is for.",
        ignore="Never; that would be an ignore to ignore.",
    ),
    check_document=_nothing,
)
