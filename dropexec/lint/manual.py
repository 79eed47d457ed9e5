"""The rules' pages, also as a part of the manual page: ``python3 -m dropexec.lint.manual PAGE``."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.lint.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.rule import Rule

_PLACE = re.compile(r'(\.\\" generated: rules\n).*?(\.\\" end of rules\n)', re.DOTALL)

_HEADINGS = (
    ("What", "what"),
    ("Why it bites", "why"),
    ("How to mend it", "mend"),
    ("When to ignore it", "ignore"),
)


def explain(rule: Rule) -> Iterator[str]:
    """Yield the lines of a rule's page, 78 columns wide."""
    state = "" if rule.default else ", off by default"
    yield f"{rule.id} ({rule.severity.value}{state})"
    for heading, name in _HEADINGS:
        yield ""
        yield f"{heading}:"
        yield from textwrap.wrap(getattr(rule.page, name), 76, initial_indent="  ", subsequent_indent="  ")


def listing() -> Iterator[str]:
    """Yield a line for each rule: id, severity, whether it is on, what it finds."""
    for rule in rules():
        mark = " " if rule.default else "-"
        yield f"{mark} {rule.id:22} {rule.severity.value:8} {rule.page.what}"


def mdoc() -> Iterator[str]:
    """Yield the lines of the manual page's section on the rules."""
    for rule in rules():
        state = "" if rule.default else ", off by default"
        yield f".Ss {rule.id}"
        yield f"{rule.severity.value.capitalize()}{state}."
        yield from _text(rule.page.what)
        for heading, name in _HEADINGS[1:]:
            yield ".Pp"
            yield f".Em {heading} :"
            yield from _text(getattr(rule.page, name))


def _text(text: str) -> Iterator[str]:
    # mdoc(7): each sentence begins a line.
    for sentence in re.split(r"(?<=[.?!]) +(?=[A-Z\"'])", text):
        for line in textwrap.wrap(sentence, 74, break_on_hyphens=False, break_long_words=False):
            escaped = line.replace("\\", "\\e").replace("--", "\\-\\-")
            yield f"\\&{escaped}" if escaped[0] in ".'" else escaped


def with_rules(page: str) -> str:
    """Return the manual page with its section on the rules as they are now."""
    part = "".join(f"{line}\n" for line in mdoc())
    return _PLACE.sub(lambda match: match[1] + part + match[2], page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(with_rules(file.read_text(encoding="utf-8")), encoding="utf-8")
