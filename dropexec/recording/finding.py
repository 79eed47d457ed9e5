"""The answer to one question about a timeline: a value, or the reason why it is undetermined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A fact's value; where ``reason`` is set it is undetermined, and the value None."""

    value: Any
    reason: str | None = None


def known(value: Any) -> Finding:
    """Return a fact that is settled; None is a value like others."""
    return Finding(value)


def unknown(reason: str) -> Finding:
    """Return a fact that could not be determined, for ``reason``."""
    return Finding(None, reason)
