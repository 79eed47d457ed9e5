"""The generated parts of dropexec-compat(7), in mdoc(7), and the page with them put in their places.

``python3 -m dropexec.compat.report.manual FILE`` rewrites FILE between its markers.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.load import catalogue
from dropexec.compat.report.tables import by_distribution, by_implementation, cell
from dropexec.recording.ending import Ending

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dropexec.compat.model import Catalogue, Claim

_PLACE = re.compile(r'(\.\\" generated: (?P<name>[a-z]+)\n).*?(\.\\" end of \2\n)', re.DOTALL)
_WIDTH = 78
_KILL = {"unconditional": "always", "if-alive": "if alive"}


def with_tables(page: str, known: Catalogue) -> str:
    """Return ``page`` with each generated part as it is now; raises KeyError for an unknown part."""
    parts = {"implementations": _implementations, "distributions": _distributions, "questions": _questions}

    def fill(match: re.Match[str]) -> str:
        return "".join([match[1], *(f"{line}\n" for line in parts[match["name"]](known)), match[3]])

    return _PLACE.sub(fill, page)


def _implementations(known: Catalogue) -> Iterator[str]:
    previous = ""
    for line in by_implementation(known):
        if line.implementation.name != previous:
            if previous:
                yield ".El"
            previous = line.implementation.name
            yield f".Ss {_escape(previous)}"
            yield from _sentences([line.implementation.summary])
            yield f".D1 {_words(line.implementation.invocation)}"
            yield '.Bl -column ">=8.4-10,<8.5 (redhat)" "Grace" "if alive" "SIGTERM" "SIGTERM"'
            yield ".It Em Releases Ta Em Grace Ta Em Kill Ta Em Slow Ta Em Prompt Ta Em Outcome"
        part = line.part
        cells = [
            part.release.versions,
            cell(part["grace_seconds"]),
            _kill(part["escalation"]),
            _end(part["tool_end"]),
            _end(part["tool_end_prompt"]),
            line.outcome,
        ]
        yield ".It " + " Ta ".join(map(_words, cells))
    yield ".El"


def _distributions(known: Catalogue) -> Iterator[str]:
    previous = ""
    for item in by_distribution(known):
        row = item.row
        if row.distribution != previous:
            if previous:
                yield ".El"
            previous = row.distribution
            yield f".Ss {_escape(item.distribution)} ({row.distribution})"
            yield '.Bl -column "current" "coreutils-su" "4.1.4.2+svn3283-3ubuntu5.1" "waits-but-misreports"'
        cells = [row.release, row.implementation, row.version, item.outcome, row.evidence.value]
        yield ".It " + " Ta ".join(map(_words, cells))
    yield ".El"


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
