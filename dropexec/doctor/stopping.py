"""What the catalogue says of a launcher that is installed here: whether a stop reaches what runs below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import catalogue
from dropexec.compat.outcome import consequence, outcome
from dropexec.compat.versions import Version
from dropexec.machine.executable import resolve
from dropexec.machine.packages import owner
from dropexec.recording.outcomes import KILLS, ORPHANS, UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

    from dropexec.compat.model import ReleaseClaims

LOSES_STOPS = (KILLS, ORPHANS)
"""The outcomes under which a service that takes its time is killed, or never told."""


@dataclass(frozen=True)
class Stopping:
    """How a launcher takes SIGTERM. ``outcome`` and ``consequence`` are the catalogue's.

    ``implementation`` is None where it is none that the catalogue knows; ``grace`` is the time in seconds
    between SIGTERM and SIGKILL, None for none. ``one_process`` tells that SIGTERM goes to its child alone,
    so that a shell in between keeps it.
    """

    implementation: str | None
    version: str | None
    outcome: str
    consequence: str
    grace: float | None
    one_process: bool


NOT_KNOWN = Stopping(
    None, None, UNKNOWN, "What happens to the service is not known.", None, one_process=False
)


def of(root: Path, tool: str, path: str) -> Stopping:
    """Return how the launcher ``tool``, whose file is ``path`` below ``root``, takes SIGTERM; run nothing."""
    if tool == "su":
        try:
            here = identify(catalogue(), root, ask=lambda _: "")
        except UnidentifiedError:
            return NOT_KNOWN
        return _stopping(here.row.implementation, here.row.version, here.claims)
    real = resolve(root, path) or path
    package = owner(root, real)
    for implementation in catalogue().implementations.values():
        if package and package.name in implementation.packages and tool in implementation.commands:
            claims = implementation.at(Version(package.version))
            if claims is not None:
                return _stopping(implementation.name, package.version, claims)
    return NOT_KNOWN


def _stopping(implementation: str, version: str, claims: ReleaseClaims) -> Stopping:
    grace = claims["grace_seconds"].value
    return Stopping(
        implementation,
        version,
        outcome(claims),
        consequence(claims),
        grace if isinstance(grace, float) else None,
        one_process=claims["term_sent_to"].value == "process",
    )
