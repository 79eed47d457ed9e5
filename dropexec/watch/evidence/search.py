"""All sources in turn, and what none of them can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.watch.evidence import accounting, audit, journal, kernel_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.watch.evidence.finding import Finding, Wanted

UNKNOWN = "Who sent a signal is written down nowhere else: the kernel forgets it with the delivery."
NEXT_TIME = "To know next time: dropexecctl watch --arm; the unit dropexec-record.service does so at boot."


def everywhere(wanted: Wanted) -> list[Finding]:
    """Return what each source says."""
    return [one.search(wanted) for one in (journal, audit, accounting, kernel_log)]


def page(findings: list[Finding], *, armed: bool) -> Iterator[str]:
    """Yield the lines that say so: each source with what it knows, then what cannot be known.

    How to know next time is for where the recorder is not armed.
    """
    for one in findings:
        yield f"{one.source} (knows {one.knows}):"
        if one.absent is not None:
            yield f"  not read: {one.absent}"
        elif not one.lines:
            yield "  nothing"
        yield from (f"  {line}" for line in one.lines)
    yield UNKNOWN
    if not armed:
        yield NEXT_TIME
