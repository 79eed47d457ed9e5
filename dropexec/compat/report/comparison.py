"""A recording held against the catalogue, for a person and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dropexec.compat.compare import AGREE, DISAGREE, INCONCLUSIVE, Comparison, claims_for, compare
from dropexec.compat.report.summary import WIDTH, labelled
from dropexec.recording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.compat.model import Catalogue


@dataclass(frozen=True)
class Compared:
    """What the catalogue says to a recording.

    ``release`` is the stretch of releases that the recording falls into, None where the catalogue holds none;
    ``reason`` says why. ``verdict`` is disagree where any comparison is, agree where any is and none
    disagrees, else inconclusive.
    """

    title: str
    release: str | None
    reason: str
    verdict: str
    comparisons: tuple[Comparison, ...]


def of_recording(known: Catalogue, recording: Mapping[str, Any]) -> Compared:
    """Return what ``known`` says to ``recording``; raises ValueError for a mapping that is no recording."""
    found = tuple(compare(known, recording))
    part, reason = claims_for(known, recording)
    verdicts = {one.verdict for one in found}
    verdict = next((word for word in (DISAGREE, AGREE) if word in verdicts), INCONCLUSIVE)
    tool = recording["tool"]
    title = f"{tool['name']} {tool['package'] or tool['version'] or ''}, {recording['scenario']}"
    return Compared(title, part.release.versions if part else None, reason, verdict, found)


def entry(found: Compared) -> dict[str, Any]:
    """Return the object that ``compat compare --json`` prints (dropexec-compare/1)."""
    return {
        "format": "dropexec-compare/1",
        "summary": f"{found.title}: {found.verdict}",
        "verdict": found.verdict,
        "release": found.release,
        "reason": found.reason,
        "comparisons": [asdict(one) for one in found.comparisons],
        "send": _worth_sending(found),
    }


def text(found: Compared, file: str) -> str:
    """Return the comparison in lines of at most 80 columns, and what to send in where it is news."""
    lines = [f"{found.title}: {found.verdict}"[:WIDTH]]
    lines += labelled("release", found.release or f"none: {found.reason}")
    for one in found.comparisons:
        reason = f": {one.reason}" if one.reason else ""
        lines += labelled(f"  {one.verdict}", f"{one.behaviour}{reason}", 15)
    if not found.comparisons:
        lines += labelled("note", "the catalogue asks nothing that this scenario answers")
    if _worth_sending(found):
        lines.append(f"send in   {file}")
        lines += labelled(
            "",
            "It names the tool, its package, the distribution and the kernel, and holds the events of the "
            "run; no host name and no address. CONTRIBUTING.md says where to.",
        )
    return printable("\n".join(lines) + "\n")


def _worth_sending(found: Compared) -> bool:
    """Tell whether the recording says what the catalogue does not: another thing, or one it does not know."""
    return found.release is None or any(
        one.verdict == DISAGREE or (one.verdict == INCONCLUSIVE and one.claimed is None and one.observed)
        for one in found.comparisons
    )
