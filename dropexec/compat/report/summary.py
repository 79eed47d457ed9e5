"""A release's su in at most twelve lines: what a person in a hurry needs to know, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.compat.model import Evidence, ReleaseClaims
from dropexec.compat.outcome import consequence, outcome
from dropexec.compat.values import show_value
from dropexec.recording.outcomes import TRANSPARENT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.compat.model import Claim

WIDTH = 80
_LABEL = 10

#: The claims that the outcome rests on.
_HEADLINE = ("forks", "orphaned", "target_finished", "grace_seconds", "tool_end")

_RELOAD = {
    "own": "the service itself gets SIGHUP",
    "forwarded": "SIGHUP is passed on",
    "as-sigterm": "SIGHUP arrives as SIGTERM: a reload stops the service",
    "lost": "SIGHUP is lost: a reload does nothing",
    "fatal": "SIGHUP ends the tool and leaves the service behind",
    "terminates": "SIGHUP ends the service",
    "stops-target": "SIGHUP stops the service",
    "stops-tool": "SIGHUP stops the tool",
}
_KIND = {"unconditional": "in any case", "if-alive": "if the service is still alive"}


def lines(part: ReleaseClaims) -> list[str]:
    """Return what the claims of a release come to: outcome, seconds, status, reload, shell, evidence."""
    rows = {
        "outcome": f"{outcome(part)}. {consequence(part)}",
        "seconds": _seconds(part),
        "status": _status(part),
        "reload": _said(part["signal_hup"], _RELOAD),
        "-c CMD": _plain(part),
        "evidence": evidence(part),
        "do": _advice(part),
    }
    return [line for label, text in rows.items() for line in labelled(label, text)]


def labelled(label: str, text: str, column: int = _LABEL) -> Iterator[str]:
    """Yield ``text`` in lines of at most 80 columns, from ``column`` on, beside ``label``."""
    # textwrap, whose import is a tenth of what "compat here" may take, would do the same.
    line = f"{label:<{column - 1}}"
    for word in text.split():
        if len(line) + 1 + len(word) > WIDTH and line.strip():
            yield line
            line = " " * (column - 1)
        line += f" {word}"
    yield line


def evidence(part: ReleaseClaims) -> str:
    """Return how well the claims are known that the outcome rests on, in a word, and where from."""
    claims = [part[name] for name in _HEADLINE if part[name].known] or [part["forks"]]
    weakest = max(claims, key=lambda claim: list(Evidence).index(claim.evidence))
    probed = {claim.probed_on for claim in claims if claim.probed_on}
    if weakest.evidence is Evidence.PROBED and probed:
        return f"probed on {max(probed)}"
    return weakest.evidence.value


def _said(claim: Claim, words: dict[str, str]) -> str:
    return words.get(str(claim.value), show_value(claim.value)) if claim.known else "not known"


def _seconds(part: ReleaseClaims) -> str:
    grace = part["grace_seconds"]
    if not grace.known:
        return "not known"
    if grace.value is None:
        return "as many as the supervisor grants: the tool forces no end"
    kind = _said(part["escalation"], _KIND)
    return f"{show_value(grace.value)} from SIGTERM to {part['escalates_to'].value or 'the kill'}, {kind}"


def _status(part: ReleaseClaims) -> str:
    slow, prompt = part["tool_end"], part["tool_end_prompt"]
    shown = [show_value(claim.value) if claim.known else "not known" for claim in (prompt, slow)]
    if shown[0] == shown[1]:
        return f"{shown[0]}, whether the service ends at once or needs 5 s"
    return f"{shown[0]} if the service ends at once, {shown[1]} if it needs 5 s"


def _plain(part: ReleaseClaims) -> str:
    claim = part["orphaned_plain_dash"]
    if part["runs_shell"].known and part["runs_shell"].value is False:
        return "no shell is involved"
    if not claim.known:
        return "what a command without exec changes under dash is not known"
    if claim.value:
        return "dash forks: the service gets no signal and lives on; write 'exec CMD'"
    return "changes nothing under dash"


def _advice(part: ReleaseClaims) -> str:
    if outcome(part) in (TRANSPARENT, UNKNOWN):
        return "nothing: it is out of the way" if outcome(part) == TRANSPARENT else "dropexecctl compat probe"
    return "dropexec USER COMMAND [ARGUMENT]..."
