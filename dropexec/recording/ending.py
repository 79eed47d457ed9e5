"""How a process ended: an exit status, or the signal that terminated it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.recording.signals import name_of, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

JSONEnding = dict[str, Any]
"""An ending in a recording: ``{"status": 143}`` or ``{"signal": "SIGTERM"}``."""


@dataclass(frozen=True)
class Ending:
    """How a process ended, as wait(2) reports it; exactly one of the two fields is set."""

    status: int | None = None
    signal: str | None = None

    def __post_init__(self) -> None:
        if (self.status is None) == (self.signal is None):
            raise ValueError("an ending has either a status or a signal")

    @classmethod
    def of_wait_status(cls, status: int) -> Ending:
        """Return the ending that a wait status, as waitpid(2) returns it, stands for."""
        if os.WIFSIGNALED(status):
            return cls(signal=name_of(os.WTERMSIG(status)))
        return cls(status=os.WEXITSTATUS(status))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Ending:
        """Return the ending that a recording writes as ``value``; raise ValueError for anything else."""
        return cls(status=value.get("status"), signal=value.get("signal"))

    def to_json(self) -> JSONEnding:
        """Return the ending as a recording writes it."""
        return {"signal": self.signal} if self.status is None else {"status": self.status}

    def reported_as(self, other: Ending) -> bool:
        """Tell whether ``other`` reports this ending truthfully: the same, or 128 + N for signal N.

        A shell and most tools that wait turn death by signal N into the exit status 128 + N.
        """
        if self == other:
            return True
        return self.signal is not None and other.status == 128 + number_of(self.signal)

    def __str__(self) -> str:
        return f"status {self.status}" if self.signal is None else self.signal


def described(end: Mapping[str, Any] | None) -> str:
    """Return ``end`` in words: ``exited with status 1``, ``was terminated by SIGTERM``, ``ended``."""
    if end is None:
        return "ended"
    return f"was terminated by {end['signal']}" if "signal" in end else f"exited with status {end['status']}"
