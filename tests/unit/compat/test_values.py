from __future__ import annotations

from typing import Any

import pytest

from dropexec.compat.values import Value, json_value, read_value, show_value
from dropexec.recording.ending import Ending


@pytest.mark.parametrize(
    ("kind", "raw", "value", "shown"),
    [
        ("bool", True, True, "yes"),
        ("bool", False, False, "no"),
        ("int", 0, 0, "0"),
        ("seconds", 2, 2.0, "2 s"),
        ("seconds", 2.5, 2.5, "2.5 s"),
        ("text", "", "", ""),
        ("choice", "a", "a", "a"),
        ("ending", {"status": 0}, Ending(status=0), "status 0"),
        ("ending", {"status": 255}, Ending(status=255), "status 255"),
        ("ending", {"signal": "SIGTERM"}, Ending(signal="SIGTERM"), "SIGTERM"),
    ],
)
def test_a_value_of_its_type_is_read_and_shown(kind: str, raw: Any, value: Value, shown: str) -> None:
    read = read_value(kind, ("a", "b"), raw)
    assert (read, type(read)) == (value, type(value))
    assert json_value(read) == raw
    assert show_value(read) == shown


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("bool", 1),
        ("bool", "true"),
        ("int", True),
        ("int", -1),
        ("int", 1.0),
        ("seconds", True),
        ("seconds", -0.1),
        ("seconds", "2"),
        ("text", 7),
        ("choice", "c"),
        ("choice", ["a"]),
        ("ending", 255),
        ("ending", {}),
        ("ending", {"status": 256}),
        ("ending", {"status": -1}),
        ("ending", {"status": True}),
        ("ending", {"signal": "TERM"}),
        ("ending", {"signal": 15}),
        ("ending", {"status": 1, "signal": "SIGTERM"}),
        ("ending", {"code": 1}),
    ],
)
def test_a_value_of_another_type_is_refused_with_what_was_expected(kind: str, raw: Any) -> None:
    with pytest.raises(ValueError, match=r"expected .*, found ") as refusal:
        read_value(kind, ("a", "b"), raw)
    assert str(refusal.value).endswith(f"found {raw!r}")


@pytest.mark.parametrize("arguments", [{}, {"status": 0, "signal": "SIGTERM"}])
def test_an_ending_is_a_status_or_a_signal(arguments: Any) -> None:
    with pytest.raises(ValueError, match="either a status or a signal"):
        Ending(**arguments)


def test_nothing_is_shown_as_none() -> None:
    assert show_value(None) == "none"
    assert json_value(None) is None
