"""The values a claim or an observation may have, and the types a behaviour gives them."""

from __future__ import annotations

import re
from typing import Union

from dropexec.recording.ending import Ending

_SIGNAL_NAME = re.compile(r"SIG[A-Z][A-Z0-9]*")


Value = Union[bool, int, float, str, Ending, None]
JSONValue = Union[bool, int, float, str, dict[str, Union[int, str]], None]

TYPES = ("bool", "int", "seconds", "text", "choice", "ending")


def read_value(kind: str, choices: tuple[str, ...], raw: object) -> Value:
    """Return ``raw``, from TOML or JSON and not null, as a value of type ``kind``.

    Raises ValueError saying what was expected.
    """
    if kind == "bool" and isinstance(raw, bool):
        return raw
    if kind == "int" and isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    if kind == "seconds" and isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw >= 0:
        return float(raw)
    if kind == "text" and isinstance(raw, str):
        return raw
    if kind == "choice" and isinstance(raw, str) and raw in choices:
        return raw
    if kind == "ending" and isinstance(raw, dict):
        return _read_ending(raw)
    expected = f"one of {', '.join(choices)}" if kind == "choice" else _EXPECTED[kind]
    raise ValueError(f"expected {expected}, found {raw!r}")


_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number, not negative",
    "seconds": "a number of seconds, not negative",
    "text": "a text",
    "ending": "{status = N} or {signal = NAME}",
}


def _read_ending(raw: dict[object, object]) -> Ending:
    status, signal = raw.get("status"), raw.get("signal")
    if (
        set(raw) == {"status"}
        and isinstance(status, int)
        and not isinstance(status, bool)
        and 0 <= status <= 255
    ):
        return Ending(status=status)
    if set(raw) == {"signal"} and isinstance(signal, str) and _SIGNAL_NAME.fullmatch(signal):
        return Ending(signal=signal)
    raise ValueError(f"expected {_EXPECTED['ending']}, found {raw!r}")


def json_value(value: Value) -> JSONValue:
    """Return ``value`` as JSON has it; an ending becomes ``{"status": N}`` or ``{"signal": NAME}``."""
    if not isinstance(value, Ending):
        return value
    return value.to_json()


def show_value(value: Value) -> str:
    """Return ``value`` in words for a table cell."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g} s"
    return str(value)
