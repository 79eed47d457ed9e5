"""What an observer records while it watches, and the roles of the processes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dropexec.recording.timeline import Event

# Where an event has this key, a pid, it is given the role of that process under the other.
_ROLES = {"pid": "process", "sender_pid": "sender"}


class Log:
    """Events with their times on CLOCK_MONOTONIC; ``events`` counts them from the first signal."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self.roles: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, event: str, time: float, **values: Any) -> None:
        """Write down that ``event`` happened at ``time``, with what is known of it."""
        self._entries.append({"t": time, "event": event, **values})

    def events(self, zero: float) -> list[Event]:
        """Return the events in the order of their times, in seconds from ``zero``, each pid with its role."""
        return [self._finished(entry, zero) for entry in sorted(self._entries, key=lambda entry: entry["t"])]

    def _finished(self, entry: dict[str, Any], zero: float) -> Event:
        event = {**entry, "t": round(entry["t"] - zero, 6)}
        for key, role in _ROLES.items():
            if event.get(key) in self.roles:
                event[role] = self.roles[event[key]]
        return event
