"""The whole catalogue as one self-contained page of HTML: no script, nothing loaded from anywhere.

What a reader looks for first is their distribution: its releases come first, and a choice of one hides the
others. That is done by the style sheet alone; a browser that does not know ``:has()`` shows them all.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.report import markup
from dropexec.compat.report.evidence import shared_claims
from dropexec.compat.report.tables import COLUMNS, by_distribution, by_implementation
from dropexec.compat.report.words import EVIDENCE, INTRODUCTION, TITLE
from dropexec.recording.facts import FACTS
from dropexec.recording.outcomes import OUTCOMES

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
    "distributions": "By distribution",
    "implementations": "By implementation",
    "timelines": "Timelines",
    "evidence": "Evidence",
    "questions": "Questions",
    "facts": "Facts",
}


def page(known: Catalogue, timelines: Sequence[Timeline]) -> str:
    """Return the page; ``timelines`` are drawn side by side."""
    return "\n".join(_page(known, timelines)) + "\n"


def _page(known: Catalogue, timelines: Sequence[Timeline]) -> Iterator[str]:
    style = _STYLE.read_text(encoding="utf-8") + "".join(_filter_rules(known))
    yield _HEAD.format(title=TITLE, style=style)
    for paragraph in INTRODUCTION:
        yield f"<p>{markup.text(paragraph)}</p>"
    links = [f'<a href="#{key}">{words}</a>' for key, words in _SECTIONS.items()]
    yield f"<nav>{' '.join(links)}</nav>"
    yield _heading("distributions")
    yield from _filter(known)
    yield from _distributions(known)
    yield from markup.glossary("Outcomes", OUTCOMES)
    yield _heading("implementations")
    headings = [f'<abbr title="{escape(meaning)}">{words}</abbr>' for _, words, meaning in COLUMNS]
    yield from markup.table(["Implementation", "Releases", "Outcome", *headings], _implementations(known))
    yield _heading("timelines")
    yield from _timelines(timelines)
    yield _heading("evidence")
    yield from markup.glossary("Levels", EVIDENCE)
    for implementation in known.implementations.values():
        yield from _evidence(implementation)
    yield _heading("questions")
    yield from markup.table(["Behaviour", "Question", "How it is observed"], _questions(known))
    yield _heading("facts")
    yield from markup.definitions({f"`{name}`": meaning for name, meaning in FACTS.items()})
    yield "</body>\n</html>"


def _heading(section: str) -> str:
    return f'<h2 id="{section}">{_SECTIONS[section]}</h2>'


def _filter(known: Catalogue) -> Iterator[str]:
    """Yield the choice of a distribution; without a script, each is a button of one group."""
    yield '<fieldset><legend>Show</legend><label><input type="radio" name="show" checked>all</label>'
    for item in known.distributions.values():
        yield f'<label><input type="radio" name="show" id="show-{item.id}">{escape(item.name)}</label>'
    yield "</fieldset>"


def _filter_rules(known: Catalogue) -> Iterator[str]:
    for name in known.distributions:
        yield f"body:has(#show-{name}:checked) tbody.row:not(.d-{name}){{display:none}}\n"


def _distributions(known: Catalogue) -> Iterator[str]:
    headings = ["Release", "su", "Version", "Outcome", "Evidence", "Source"]
    yield '<div class="wide"><table class="cards">\n<thead><tr>'
    yield "".join(f'<th scope="col">{heading}' for heading in headings) + "</thead>"
    previous = ""
    for item in by_distribution(known):
        row = item.row
        if row.distribution != previous:
            if previous:
                yield "</tbody>"
            previous = row.distribution
            yield f'<tbody class="row d-{row.distribution}"><tr><th colspan="6" scope="rowgroup">'
            yield f'{escape(item.distribution)} <span class="quiet">{row.distribution}</span>'
        codename = f' <span class="quiet">{escape(row.codename)}</span>' if row.codename else ""
        source = " ".join(filter(None, [f"{row.source}.", row.remark]))
        yield (
            f"<tr><td>{escape(row.release)}{codename}"
            f'<td><a href="#{row.implementation}">{row.implementation}</a>'
            f"<td>{escape(row.version)}<td>{markup.mark(item.outcome)}"
            f"<td>{markup.mark(row.evidence.value)}{markup.cell(source, 'quiet')}"
        )
    yield "</tbody></table></div>"


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
        row += [markup.cell(line.part.release.versions, "versions"), f"<td>{markup.mark(line.outcome)}"]
        yield row + [markup.cell(words) for words in line.cells]


def _timelines(timelines: Sequence[Timeline]) -> Iterator[str]:
    if not timelines:
        yield "<p>No recordings.</p>"
        return
    yield '<div class="timelines">'
    for item in timelines:
        caption = f"<strong>{escape(item.title)}</strong><br>{escape(item.caption)}"
        if item.also:
            listed = "".join(f"<li>{escape(title)}" for title in item.also)
            caption += f'<div class="quiet">The same is true of:<ul>{listed}</ul></div>'
        # The picture's own description is its steps, one by one; the caption says what they come to.
        picture = re.sub(r"<desc>.*?</desc>\n?", "", item.svg, flags=re.DOTALL)
        yield f"<figure><figcaption>{caption}</figcaption>{picture}</figure>"
    yield "</div>"


def _evidence(item: Implementation) -> Iterator[str]:
    """Yield what each answer about an implementation rests on; sources are numbered, and listed once."""
    numbers: dict[str, int] = {}
    rows = []
    for shared in shared_claims(item):
        evidence = []
        for level, sources in shared.evidence.items():
            cited = sorted(numbers.setdefault(source, len(numbers) + 1) for source in sources)
            evidence.append(f"{level} [{', '.join(map(str, cited))}]")
        rows.append(
            [
                f"<td>{shared.behaviour}",
                markup.cell(shared.versions.replace(">=", "≥")),
                markup.cell(shared.value.replace("\n", "\\n")),
                f"<td>{'; '.join(evidence)}",
                markup.cell(shared.remark),
            ]
        )
    yield f'<section id="{item.name}"><h3>{escape(item.title)} <code>{item.name}</code></h3>'
    yield f"<p>{escape(item.summary)} Claims are about <code>{escape(item.invocation)}</code>.</p>"
    yield from markup.table(["Behaviour", "Releases", "Value", "Evidence", "Note"], rows)
    yield f"<ol>{''.join(f'<li>{escape(source)}' for source in numbers)}</ol></section>"


def _questions(known: Catalogue) -> Iterator[list[str]]:
    for item in known.behaviours.values():
        yield [markup.cell(f"`{item.id}`"), markup.cell(item.question), markup.cell(item.observed)]
