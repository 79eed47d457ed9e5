"""The whole catalogue as one self-contained page of HTML: no script, nothing loaded from anywhere."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.report import markup
from dropexec.compat.report.evidence import shared_claims
from dropexec.compat.report.tables import COLUMNS, by_distribution, by_implementation, cell
from dropexec.compat.report.words import EVIDENCE, INTRODUCTION, OUTCOMES, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.compat.model import Catalogue, Implementation
    from dropexec.compat.report.timelines import Timeline

_STYLE = Path(__file__).with_name("style.css")

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<h1>{title}</h1>"""

_SECTIONS = {
    "implementations": "By implementation",
    "distributions": "By distribution",
    "timelines": "Timelines",
    "evidence": "Evidence",
    "questions": "Questions",
}


def page(known: Catalogue, timelines: Sequence[Timeline]) -> str:
    """Return the page; ``timelines`` are drawn side by side."""
    return "\n".join(_page(known, timelines)) + "\n"


def _page(known: Catalogue, timelines: Sequence[Timeline]) -> Iterator[str]:
    yield _HEAD.format(title=TITLE, style=_STYLE.read_text(encoding="utf-8"))
    for paragraph in INTRODUCTION:
        yield f"<p>{markup.text(paragraph)}</p>"
    links = [f'<a href="#{key}">{words}</a>' for key, words in _SECTIONS.items()]
    yield f"<nav>{' '.join(links)}</nav>"
    yield from markup.glossary("Outcomes", OUTCOMES)
    yield _heading("implementations")
    headings = [f'<abbr title="{escape(meaning)}">{words}</abbr>' for _, words, meaning in COLUMNS]
    yield from markup.table(["Implementation", "Releases", "Outcome", *headings], _implementations(known))
    yield _heading("distributions")
    headings = ["Distribution", "Release", "su", "Version", "Outcome", "Evidence", "Source"]
    yield from markup.table(headings, _distributions(known))
    yield _heading("timelines")
    yield from _timelines(timelines)
    yield _heading("evidence")
    yield from markup.glossary("Levels", EVIDENCE)
    for implementation in known.implementations.values():
        yield from _evidence(implementation)
    yield _heading("questions")
    yield from markup.table(["Behaviour", "Question", "How it is observed"], _questions(known))
    yield "</body>\n</html>"


def _heading(section: str) -> str:
    return f'<h2 id="{section}">{_SECTIONS[section]}</h2>'


def _implementations(known: Catalogue) -> Iterator[list[str]]:
    previous = ""
    for line in by_implementation(known):
        row = []
        item = line.implementation
        if item.name != previous:
            previous = item.name
            title = [] if item.title == item.name else [escape(item.title)]
            link = f'<a href="#{item.name}">{item.name}</a>'
            row.append(markup.row_heading([link, *title], len(item.ranges)))
        row += [markup.cell(line.part.release.versions, "versions"), f"<td>{markup.mark(line.outcome)}</td>"]
        yield row + [markup.cell(words) for words in line.cells]


def _distributions(known: Catalogue) -> Iterator[list[str]]:
    previous = ""
    for item in by_distribution(known):
        row = item.row
        cells = []
        if row.distribution != previous:
            previous = row.distribution
            count = len(known.distributions[row.distribution].rows)
            cells.append(markup.row_heading([escape(item.distribution), row.distribution], count))
        codename = f' <span class="quiet">{escape(row.codename)}</span>' if row.codename else ""
        yield [
            *cells,
            f'<td class="nowrap">{escape(row.release)}{codename}</td>',
            f'<td class="nowrap"><a href="#{row.implementation}">{row.implementation}</a></td>',
            markup.cell(row.version),
            f"<td>{markup.mark(item.outcome)}</td>",
            f"<td>{markup.mark(row.evidence.value)}</td>",
            markup.cell(" ".join(filter(None, [f"{row.source}.", row.remark])), "quiet"),
        ]


def _timelines(timelines: Sequence[Timeline]) -> Iterator[str]:
    if not timelines:
        yield "<p>No recordings.</p>"
        return
    yield '<div class="timelines">'
    for item in timelines:
        caption = f"<strong>{escape(item.title)}</strong><br>{escape(item.caption)}"
        yield f"<figure><figcaption>{caption}</figcaption>{item.svg}</figure>"
    yield "</div>"


def _evidence(item: Implementation) -> Iterator[str]:
    title = f"<strong>{escape(item.title)}</strong> <code>{item.name}</code>"
    yield f'<details id="{item.name}"><summary>{title}</summary>'
    yield f"<p>{escape(item.summary)} Claims are about <code>{escape(item.invocation)}</code>.</p>"
    headings = ["Behaviour", "Releases", "Value", "Evidence", "Source", "Note"]
    yield from markup.table(headings, _claims(item))
    yield "</details>"


def _claims(item: Implementation) -> Iterator[list[str]]:
    for shared in shared_claims(item):
        claim = shared.claim
        yield [
            f"<td><code>{claim.behaviour}</code></td>",
            markup.cell("; ".join(shared.versions) or "all"),
            markup.cell(cell(claim).strip().replace("\n", "\\n")),
            f"<td>{markup.mark(claim.evidence.value)}</td>",
            f'<td class="quiet"><code>{escape(claim.source)}</code></td>',
            markup.cell(claim.remark),
        ]


def _questions(known: Catalogue) -> Iterator[list[str]]:
    for item in known.behaviours.values():
        yield [markup.cell(f"`{item.id}`"), markup.cell(item.question), markup.cell(item.observed)]
