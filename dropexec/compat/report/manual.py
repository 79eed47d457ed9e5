"""The generated parts of dropexec-compat(7), in mdoc(7), and the page with them put in their places.

``python3 -m dropexec.compat.report.manual FILE`` rewrites FILE between its markers.
"""

from __future__ import annotations

import itertools
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.load import catalogue
from dropexec.compat.report.tables import by_distribution, by_implementation, cell
from dropexec.recording.ending import Ending
from dropexec.recording.facts import FACTS
from dropexec.recording.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dropexec.compat.model import Catalogue, Claim
    from dropexec.compat.report.tables import Line

_PLACE = re.compile(r'(\.\\" generated: (?P<name>[a-z]+)\n).*?(\.\\" end of \2\n)', re.DOTALL)
_WIDTH = 78
_KILL = {"unconditional": "always", "if-alive": "if alive"}


def with_tables(page: str, known: Catalogue) -> str:
    """Return ``page`` with each generated part as it is now; raises KeyError for an unknown part."""
    parts = {
        "outcomes": _outcomes,
        "implementations": _implementations,
        "distributions": _distributions,
        "questions": _questions,
        "facts": _facts,
    }

    def fill(match: re.Match[str]) -> str:
        return "".join([match[1], *(f"{line}\n" for line in parts[match["name"]](known)), match[3]])

    return _PLACE.sub(fill, page)


def _outcomes(_: Catalogue) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for word, meaning in OUTCOMES.items():
        yield f".It Em {word}"
        yield from _sentences([f"{meaning[0].upper()}{meaning[1:]}."])
    yield ".El"


def _facts(_: Catalogue) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for name, meaning in FACTS.items():
        yield f".It Va {name}"
        yield from _sentences([meaning])
    yield ".El"


def _implementations(known: Catalogue) -> Iterator[str]:
    lines = list(by_implementation(known))
    for name, group in itertools.groupby(lines, lambda line: line.implementation):
        yield f".Ss {_escape(name.name)}"
        yield from _sentences([name.summary])
        yield f".D1 {_words(name.invocation)}"
        heading = ["releases", "grace", "kill", "slow", "prompt", "outcome"]
        rows = [_implementation(line) for line in group]
        yield from _table([heading, *rows], (16, 5, 8, 7, 7))


def _implementation(line: Line) -> list[str]:
    part = line.part
    return [
        part.release.versions,
        cell(part["grace_seconds"]),
        _kill(part["escalation"]),
        _end(part["tool_end"]),
        _end(part["tool_end_prompt"]),
        line.outcome,
    ]


def _distributions(known: Catalogue) -> Iterator[str]:
    for row, group in itertools.groupby(by_distribution(known), lambda item: item.row.distribution):
        items = list(group)
        yield f".Ss {_escape(items[0].distribution)} ({row})"
        rows = [
            [
                item.row.release,
                item.row.implementation,
                item.row.version,
                item.outcome,
                item.row.evidence.value,
            ]
            for item in items
        ]
        yield from _table(rows, (8, 14, 17, 20))


def _table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Yield ``rows`` as literal text; a cell that is too wide for its column has the next one on a new line.

    The columns of mdoc(7) leave so much room between them that groff cannot set six in 80 columns.
    """
    yield ".Bd -literal"
    for row in rows:
        text, column = "", 0
        for word, width in zip(row, (*widths, 0)):
            if len(text) > column:
                yield _escape(text.rstrip())
                text = " " * column
            text = f"{text:<{column}}{word} "
            column += width + 1
        yield _escape(text.rstrip())
    yield ".Ed"


def _questions(known: Catalogue) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for behaviour in known.behaviours.values():
        yield f".It Ic {behaviour.id}"
        yield from _sentences([behaviour.question, f"Observed: {behaviour.observed}."])
    yield ".El"


def _kill(claim: Claim) -> str:
    return _KILL.get(str(claim.value), "never") if claim.known else "?"


def _end(claim: Claim) -> str:
    if claim.known and isinstance(claim.value, Ending) and claim.value.status is not None:
        return str(claim.value.status)
    return cell(claim)


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield each sentence from a line of its own on, as mdoc(7) wants it."""
    for text in texts:
        for sentence in re.split(r"(?<=[.?!]) (?=[A-Z])", text):
            yield from textwrap.wrap(_escape(sentence.replace("`", "")), _WIDTH, break_on_hyphens=False)


def _words(text: str) -> str:
    """Return ``text`` as one argument of a macro."""
    return f'"{_escape(text)}"' if " " in text or len(text) < 4 or text[0] in "<>(" else _escape(text)


def _escape(text: str) -> str:
    return text.replace("\\", "\\e").replace('"', "\\(dq").replace("--", "\\-\\-")


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(with_tables(file.read_text(encoding="utf-8"), catalogue()), encoding="utf-8")
