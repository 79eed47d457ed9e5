"""The catalogue on a terminal: plain text, one line an answer."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from dropexec.compat.model import Catalogue, Implementation, ReleaseClaims, Row
from dropexec.compat.outcome import consequence, outcome
from dropexec.compat.report.tables import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dropexec.compat.identify import Here
    from dropexec.compat.lookup import Found

_WIDTH = 100


def listing(known: Catalogue) -> str:
    """Return the names that ``show`` takes, each with its releases."""
    lines = ["Implementations:"]
    for item in known.implementations.values():
        lines += _item(item.name, [part.release.versions for part in item.ranges])
    lines += ["", "Distributions:"]
    for distribution in known.distributions.values():
        lines += _item(distribution.id, [row.release for row in distribution.rows])
    return "\n".join(lines) + "\n"


def found(known: Catalogue, item: Found) -> str:
    """Return an implementation, a distribution or one release of it."""
    if isinstance(item, Implementation):
        return _implementation(known, item)
    if isinstance(item, Row):
        return _release(known, item, known.claims_of(item))
    lines = [item.name, ""]
    for row in item.rows:
        word = outcome(known.claims_of(row))
        lines.append(
            f"  {row.release:<8} {row.implementation:<16} {row.version:<28} {word} ({row.evidence.value})"
        )
    return "\n".join(lines) + f"\n\nOne release in full: compat show {item.id}:{item.rows[-1].release}\n"


def here(known: Catalogue, machine: Here) -> str:
    """Return this machine's su."""
    owner = f", of package {machine.package}" if machine.package else ", of no package"
    return f"su is {machine.path}{owner}\n{_release(known, machine.row, machine.claims)}"


def _implementation(known: Catalogue, item: Implementation) -> str:
    lines = [f"{item.title}: {item.invocation}", *textwrap.wrap(item.summary, _WIDTH)]
    for part in item.ranges:
        lines += ["", f"{item.name} {part.release.versions}: {outcome(part)}"]
        lines += _indent([part.release.note] if part.release.note else [])
        lines += _claims(known, part)
    return "\n".join(lines) + "\n"


def _release(known: Catalogue, row: Row, part: ReleaseClaims) -> str:
    lines = [
        f"{row.distribution} {row.release}: {row.implementation} {row.version}",
        *_indent([f"{row.evidence.value}: {row.source}", row.remark]),
        "",
        f"{outcome(part)}. {consequence(part)}",
        *_claims(known, part),
    ]
    return "\n".join(lines) + "\n"


def _claims(known: Catalogue, part: ReleaseClaims) -> list[str]:
    lines: list[str] = []
    for claim in part.claims:
        lines += ["", f"  {known.behaviours[claim.behaviour].question}"]
        shown = cell(claim).strip().replace("\n", "\\n")
        lines.append(f"    {claim.behaviour}: {shown}  [{claim.evidence.value}: {claim.source}]")
        lines += _indent([claim.remark], "    ")
    return lines


def _item(name: str, releases: Sequence[str]) -> list[str]:
    text = f"{name:<20} {'  '.join(releases)}"
    return textwrap.wrap(
        text, _WIDTH, initial_indent="  ", subsequent_indent=" " * 23, break_on_hyphens=False
    )


def _indent(texts: Iterable[str], margin: str = "  ") -> list[str]:
    lines: list[str] = []
    for text in filter(None, texts):
        lines += textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin)
    return lines
