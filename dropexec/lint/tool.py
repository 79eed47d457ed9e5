"""What the catalogue says of a tool, in the words of a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.compat.model import ReleaseClaims


@dataclass(frozen=True)
class KnownTool:
    """A tool and the releases of it that may be meant.

    ``title`` names the implementation where it is one: "CentOS 6's su (coreutils 8.4)". ``most`` is where
    most of several behave alike.
    """

    name: str
    claims: tuple[ReleaseClaims, ...]
    title: str | None
    most: str = "on most distributions"

    @property
    def subject(self) -> str:
        """How a sentence about it begins."""
        return self.title or self.name

    def values(self, behaviour: str) -> set[object]:
        """Return every known answer."""
        return {claim.value for item in self.claims if (claim := item[behaviour]).known}

    @property
    def graces(self) -> tuple[float, float] | None:
        """The shortest and the longest time from SIGTERM to SIGKILL; None where none kills."""
        numbers = [value for value in self.values("grace_seconds") if isinstance(value, (int, float))]
        return (min(numbers), max(numbers)) if numbers else None

    @property
    def always_kills(self) -> bool:
        """Whether every release that may be meant kills after its grace period."""
        return bool(self.claims) and None not in self.values("grace_seconds")

    @property
    def stays(self) -> bool:
        """Whether it stays as a process of its own, in some release at least; so where nothing is known."""
        return not self.claims or True in self.values("forks")

    def kill(self) -> str:
        """Return what becomes of the service: "kills the service 2 s after SIGTERM"."""
        graces = self.graces
        if graces is None:
            return "relays SIGTERM and waits"
        low, high = graces
        span = f"{low:g} s" if low == high else f"{low:g} to {high:g} s"
        where = "" if self.always_kills else f" {self.most}"
        return f"kills the service {span} after SIGTERM{where}"

    def lost(self, signal: str) -> bool:
        """Return whether a signal (``hup``) to the tool is lost, in some release at least."""
        values = self.values(f"signal_{signal}")
        return not values or "lost" in values or "fatal" in values
