"""The whole catalogue as one page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.compat.report.evidence import shared_claims
from dropexec.compat.report.tables import COLUMNS, by_distribution, by_implementation
from dropexec.compat.report.words import EVIDENCE, INTRODUCTION, TITLE
from dropexec.recording.facts import FACTS
from dropexec.recording.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dropexec.compat.model import Catalogue
    from dropexec.compat.report.timelines import Timeline


def page(known: Catalogue, timelines: Sequence[Timeline]) -> str:
    """Return the page; pictures are left to the HTML one, their captions are here."""
    lines = [f"# {TITLE}", "", *INTRODUCTION, "", *_glossary(), "## By distribution", ""]
    lines += _table(["Distribution", "Release", "su", "Version", "Outcome", "Evidence", "Source"], (
        [item.distribution, item.row.release, f"`{item.row.implementation}`", item.row.version, item.outcome,
         item.row.evidence.value, " ".join(filter(None, [item.row.source, item.row.remark]))]
        for item in by_distribution(known)
    ))  # fmt: skip
    lines += ["", "## By implementation", ""]
    lines += _table(["Implementation", "Releases", "Outcome", *(heading for _, heading, _ in COLUMNS)], (
        [f"`{line.implementation.name}`", line.part.release.versions, line.outcome, *line.cells]
        for line in by_implementation(known)
    ))  # fmt: skip
    lines += ["", *(f"- *{heading}*: {meaning}" for _, heading, meaning in COLUMNS)]
    lines += ["", "## Timelines", ""]
    lines += list(_timelines(timelines)) or ["No recordings."]
    lines += ["", "## Evidence"]
    for implementation in known.implementations.values():
        lines += ["", f"### {implementation.title} (`{implementation.name}`)", "", implementation.summary, ""]
        lines += [f"Claims are about `{implementation.invocation}`.", ""]
        lines += _table(["Behaviour", "Releases", "Value", "Evidence", "Source", "Note"], (
            [f"`{item.behaviour}`", item.versions, item.value, ", ".join(item.evidence),
             "; ".join(source for sources in item.evidence.values() for source in sources),
             item.remark]
            for item in shared_claims(implementation)
        ))  # fmt: skip
    lines += ["", "## Questions", ""]
    lines += _table(["Behaviour", "Question", "How it is observed"], (
        [f"`{item.id}`", item.question, item.observed] for item in known.behaviours.values()
    ))  # fmt: skip
    lines += ["", "## Facts", "", *(f"- `{name}`: {meaning}" for name, meaning in FACTS.items())]
    return "\n".join(lines) + "\n"


def _timelines(timelines: Iterable[Timeline]) -> Iterator[str]:
    for item in timelines:
        yield f"- {item.title}: {item.caption}"
        yield from (f"  - the same: {title}" for title in item.also)


def _glossary() -> Iterator[str]:
    for word, meaning in OUTCOMES.items():
        yield f"- **{word}**: {meaning}"
    yield ""
    for word, meaning in EVIDENCE.items():
        yield f"- **{word}**: {meaning}"
    yield ""


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(headings)
    yield _line(["---"] * len(headings))
    for row in rows:
        yield _line(
            [text.strip().replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for text in row]
        )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
