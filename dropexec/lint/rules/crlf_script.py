"""The lines of a script end in CR LF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.finding import Finding, Fix, Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.document import Document


def _check(document: Document) -> Iterator[Finding]:
    where = document.carriage_returns
    if where is not None:
        fix = Fix("none", why="every line has to change; sed -i 's/\\r$//' does it")
        message = "the lines end in CR LF: the kernel finds no such interpreter, and sh takes the CR for text"
        yield Finding(document.source, where, where + 1, RULE.id, RULE.severity, message, fix)


RULE = Rule(
    "crlf-script",
    Severity.ERROR,
    Page(
        what="A shell script has the line ends of another system.",
        why=(
            "The kernel looks for an interpreter whose name ends in a carriage return, and the shell "
            "takes it for a part of the last word of each line: the script does not run, or runs "
            "something else."
        ),
        mend="sed -i 's/\\r$//' FILE, and eol=lf in .gitattributes.",
        ignore="Never.",
    ),
    check_document=_check,
)
