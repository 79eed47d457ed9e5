"""What the events of a recording show beyond its facts: a signal's fate, a second SIGTERM's, the message."""

from __future__ import annotations

from collections.abc import Mapping

_AGAIN = 0.5
"""When the scenario ``twice`` sends its second SIGTERM, in seconds."""


class Events:
    """The ``events`` of a dropexec-recording/1: objects with ``t`` and ``event``.

    Raises ValueError for anything else.
    """

    def __init__(self, raw: object) -> None:
        items = [] if raw is None else raw
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            raise ValueError("not a recording: events is a list of objects")
        self._items: list[Mapping[str, object]] = items

    def __bool__(self) -> bool:
        return bool(self._items)

    def outlived(self, fact: str) -> bool:
        """Return whether the process whose end ``fact`` tells was still there when the watch ended."""
        who = {"tool_end": "tool-ended", "target_end": "target-ended"}.get(fact)
        return who is not None and self._first(who) is None and self._first("watch-ended") is not None

    def printed(self) -> str:
        """Return what the tool printed on its standard error."""
        return "".join(str(item.get("text", "")) for item in self._all("output", stream="stderr"))

    def second_term(self) -> str:
        """Return what the second SIGTERM did, as the behaviour second_term has it."""
        if self._in_place():
            return "own"
        # Counting is not enough: su --pty sends the first one twice.
        if any(
            _seconds(item) >= _AGAIN
            for item in self._all("signal-received", process="target", signal="SIGTERM")
        ):
            return "forwarded"
        ended = self._first("tool-ended")
        when = None if ended is None else _seconds(ended)
        if when is None or when < _AGAIN or when >= 2 * _AGAIN + 0.5:
            return "ignored"
        killed = self._first("target-ended", end={"signal": "SIGKILL"})
        return "ends-tool" if killed is None else "cuts-grace"

    def fate(self, signal: str) -> str:
        """Return what became of ``signal`` to the tool, as the behaviours signal_* have it."""
        if self._in_place():
            return "own"
        got = {item.get("signal") for item in self._all("signal-received", process="target")}
        if signal in got:
            return "forwarded"
        if "SIGTERM" in got:
            return "terminates" if "SIGHUP" in got else "as-sigterm"
        if self._first("target-stopped"):
            return "stops-target"
        if self._first("tool-stopped"):
            return "stops-tool"
        return "fatal" if self._first("tool-ended") else "lost"

    def _in_place(self) -> bool:
        started, ready = self._first("tool-started"), self._first("target-ready")
        return started is not None and ready is not None and started.get("pid") == ready.get("pid")

    def _all(self, kind: str, **values: object) -> list[Mapping[str, object]]:
        return [
            item
            for item in self._items
            if item.get("event") == kind and all(item.get(key) == value for key, value in values.items())
        ]

    def _first(self, kind: str, **values: object) -> Mapping[str, object] | None:
        return next(iter(self._all(kind, **values)), None)


def _seconds(event: Mapping[str, object]) -> float:
    value = event.get("t")
    if not isinstance(value, (int, float)):
        raise ValueError("not a recording: an event without t")
    return float(value)
