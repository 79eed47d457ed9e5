"""What was looked up a moment ago: whoever signals or is signalled in numbers is not looked up each time."""

from __future__ import annotations

from typing import Callable, Generic, TypeVar

Value = TypeVar("Value")

_SPAN = 100_000_000
"""How long an answer holds, in nanoseconds."""
_MOST = 1024


class Recent(Generic[Value]):
    """The answers of `look_up`, which is asked again when one is a tenth of a second old."""

    def __init__(self, look_up: Callable[[int], Value]) -> None:
        self._look_up = look_up
        self._answers: dict[int, tuple[int, Value]] = {}

    def get(self, key: int, now: int) -> Value:
        """Return the answer for a key at a time, in nanoseconds."""
        known = self._answers.get(key)
        if known is not None and now - known[0] < _SPAN:
            return known[1]
        answer = self._look_up(key)
        if len(self._answers) >= _MOST:
            self._answers.clear()
        self._answers[key] = (now, answer)
        return answer

    def forget(self, key: int) -> None:
        """Have a key looked up again next time."""
        self._answers.pop(key, None)
