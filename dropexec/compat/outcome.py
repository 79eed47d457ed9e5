"""What the catalogue's claims come to: the outcome of a stop, and the sentence that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording.ending import Ending
from dropexec.recording.outcomes import (
    FORWARDS,
    KILLS,
    LOSES,
    MISREPORTS,
    ORPHANS,
    TRANSPARENT,
    UNKNOWN,
)

if TYPE_CHECKING:
    from dropexec.compat.model import ReleaseClaims


def outcome(claims: ReleaseClaims) -> str:
    """Return what the claims come to for a target that needs longer to shut down than the tool allows."""
    if not (claims["forks"].known and claims["orphaned"].known and claims["target_finished"].known):
        return UNKNOWN
    if claims["orphaned"].value is True:
        return ORPHANS
    if claims["forks"].value is False:
        return TRANSPARENT
    if claims["term_reaches_target"].value is False and claims["escalates_to"].value is None:
        return LOSES
    if claims["target_finished"].value is False:
        return KILLS
    return FORWARDS if claims["tool_end"].value == Ending(status=0) else MISREPORTS


def consequence(claims: ReleaseClaims) -> str:
    """Return what it means for a service, as one sentence."""
    word = outcome(claims)
    if word == KILLS:
        grace = claims["grace_seconds"].value
        when = f"{grace:g} s" if isinstance(grace, float) else "soon"
        return f"TimeoutStopSec is not honoured: the service is killed {when} after SIGTERM."
    return {
        TRANSPARENT: "The service itself gets every signal, and its exit status is the one reported.",
        FORWARDS: "SIGTERM is passed on, and the tool waits as long as the service needs.",
        MISREPORTS: "The service may finish, but an orderly end after two seconds is reported as a failure.",
        LOSES: "The signal ends at the tool: neither it nor the service stops before it is killed.",
        ORPHANS: "The service is not told to stop: it lives on without a supervisor.",
        UNKNOWN: "What happens to the service is not known.",
    }[word]
