"""What can keep watch from watching; each message is one line without an end."""

from __future__ import annotations


class WatchError(Exception):
    """Watch cannot go on: status 125."""


class NoTargetError(WatchError):
    """There is no such process, name or unit: status 1."""


class EngineError(WatchError):
    """An engine is not to be had here; the message is the reason alone."""
