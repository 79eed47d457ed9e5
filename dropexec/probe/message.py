"""What a witness says: one datagram, checked field by field, since any process could have sent it."""

from __future__ import annotations

import math
import signal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Message:
    """One message: its token, its word, its time on CLOCK_MONOTONIC in seconds, and its values."""

    token: str
    word: str
    time: float
    values: dict[str, Any] = field(default_factory=dict)


def _role(text: str) -> str:
    if text not in ("target", "child"):
        raise ValueError(text)
    return text


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


_signal = _number(1, max(signal.valid_signals()))


def _signals(text: str) -> list[int]:
    return [_signal(number) for number in text.split(",") if number]


_WORDS: dict[str, dict[str, Callable[[str], Any]]] = {
    "ready": {"role": _role, "ignored": _signals, "blocked": _signals},
    "received": {
        "signal": _signal,
        "code": _number(-(1 << 31), (1 << 31) - 1),
        "sender": _number(0, 1 << 31),
    },
    "marker": {},
    "leaving": {"status": _number(0, 255)},
}


def parse(datagram: bytes, token: str) -> Message | None:
    """Return the message that ``datagram`` is, or None where it is none.

    Its token must be ``token``, or that and a hyphen and a suffix; its values must be those that its word
    has, each in its range.
    """
    try:
        words = datagram.decode("ascii").split(" ")
        said, word, time, *pairs = words
        values = dict(pair.split("=", 1) for pair in pairs if pair)
        fields = _WORDS[word]
        if set(values) != set(fields) or not (said == token or said.startswith(f"{token}-")):
            return None
        moment = float(time)
        if not math.isfinite(moment):
            return None
        return Message(said, word, moment, {name: read(values[name]) for name, read in fields.items()})
    except (ValueError, KeyError):
        return None
