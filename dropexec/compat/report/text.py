"""The catalogue on a terminal: a summary, or with everything in full; 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.compat.lookup import Command
from dropexec.compat.model import Catalogue, Distribution, Implementation, ReleaseClaims, Row
from dropexec.compat.outcome import consequence, outcome
from dropexec.compat.report import summary
from dropexec.compat.report.summary import WIDTH, labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dropexec.compat.identify import Here
    from dropexec.compat.lookup import Found

# As many releases as a summary has room for.
_ROWS = 9


def listing(known: Catalogue) -> str:
    """Return the names that ``show`` takes, each with its releases."""
    lines = ["Implementations:"]
    for item in known.implementations.values():
        lines += _item(item.name, [part.release.versions for part in item.ranges])
    lines += ["", "Distributions:"]
    for distribution in known.distributions.values():
        lines += _item(distribution.id, [row.release for row in distribution.rows])
    return "\n".join(lines) + "\n"


def found(known: Catalogue, item: Found, *, full: bool) -> str:
    """Return what a person named, in at most 12 lines or in full."""
    if isinstance(item, Implementation):
        lines = _implementation(known, item) if full else _short_implementation(item)
    elif isinstance(item, Row):
        lines = _release(known, item, known.claims_of(item), full=full)
    elif isinstance(item, Command):
        lines = _command(item)
    else:
        lines = _distribution(known, item, full=full)
    return "\n".join(lines) + "\n"


def here(known: Catalogue, machine: Here, *, full: bool) -> str:
    """Return this machine's su; at most 12 lines, or in full."""
    owner = f"package {machine.package}" if machine.package else "no package"
    who = f"{machine.path} ({owner})"
    return "\n".join(_release(known, machine.row, machine.claims, full=full, who=who)) + "\n"


def _release(known: Catalogue, row: Row, part: ReleaseClaims, *, full: bool, who: str = "") -> list[str]:
    name = known.distributions[row.distribution].name if row.distribution in known.distributions else ""
    heading = f"{name or row.distribution} {row.release}: {row.implementation} {row.version}"
    lines = [heading[:WIDTH], *(labelled("file", who) if who else ()), *summary.lines(part)]
    if not full:
        more = "compat here --full" if who else f"compat show {row.distribution}:{row.release} --full"
        return [*lines, *labelled("more", f"dropexecctl {more}; man 7 dropexec-compat")]
    lines += ["", *_indent([f"{row.evidence.value}: {row.source}", row.remark])]
    return [*lines, *_claims(known, part)]


def _short_implementation(item: Implementation) -> list[str]:
    lines = [item.title, *labelled("call", item.invocation)]
    rows = [f"  {part.release.versions:<28} {outcome(part)}" for part in item.ranges]
    return [*lines, *_last(rows), f"more      dropexecctl compat show {item.name} --full"]


def _implementation(known: Catalogue, item: Implementation) -> list[str]:
    lines = [item.title, *labelled("call", item.invocation), *_indent([item.summary])]
    for part in item.ranges:
        lines += ["", f"{item.name} {part.release.versions}: {outcome(part)}"]
        lines += _indent([part.release.note, consequence(part)])
        lines += _claims(known, part)
    return lines


def _command(item: Command) -> list[str]:
    lines = [f"{item.name} is the command of {len(item.implementations)} programs, as they are today:"]
    rows = [f"  {one.name:<20} {outcome(one.ranges[-1])}" for one in item.implementations]
    return [*lines, *_last(rows), "more      dropexecctl compat show NAME; dropexecctl compat here"]


def _distribution(known: Catalogue, item: Distribution, *, full: bool) -> list[str]:
    rows = []
    for row in item.rows:
        word = outcome(known.claims_of(row))
        rows.append(f"  {row.release:<8} {row.implementation:<14} {row.version:<20} {word}"[:WIDTH])
        if full:
            rows += _indent([f"{row.evidence.value}: {row.source}", row.remark], "    ")
    more = f"dropexecctl compat show {item.id}:{item.rows[-1].release}"
    return [item.name, *(rows if full else _last(rows)), f"more      {more}"]


def _last(rows: Sequence[str]) -> list[str]:
    """Return the last rows, which are the newest, and a line for the others."""
    if len(rows) <= _ROWS:
        return list(rows)
    return [f"  ({len(rows) - _ROWS + 1} more before these: --full)", *rows[1 - _ROWS :]]


def _claims(known: Catalogue, part: ReleaseClaims) -> list[str]:
    from dropexec.compat.report.tables import cell

    lines: list[str] = []
    for claim in part.claims:
        question = known.behaviours[claim.behaviour].question
        shown = cell(claim).strip().replace("\n", "\\n")
        lines += ["", *_indent([question]), *_indent([f"{claim.behaviour}: {shown}"], "    ")]
        lines += _indent([f"{claim.evidence.value}: {claim.source}", claim.remark], "      ")
    return lines


def _item(name: str, releases: Sequence[str]) -> list[str]:
    import textwrap

    text = f"{name:<20} {'  '.join(releases)}"
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent=" " * 23, break_on_hyphens=False)


def _indent(texts: Iterable[str], margin: str = "  ") -> list[str]:
    import textwrap

    lines: list[str] = []
    for text in filter(None, texts):
        lines += textwrap.wrap(text, WIDTH, initial_indent=margin, subsequent_indent=margin)
    return lines
