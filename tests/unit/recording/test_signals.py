"""Signals and their codes by name, as sigaction(2) has them."""

from __future__ import annotations

import pytest

from dropexec.recording.signals import code_name, name_of, number_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0, "SI_USER"),
        (128, "SI_KERNEL"),
        (-1, "SI_QUEUE"),
        (-2, "SI_TIMER"),
        (-3, "SI_MESGQ"),
        (-4, "SI_ASYNCIO"),
        (-5, "SI_SIGIO"),
        (-6, "SI_TKILL"),
        (-60, "-60"),
    ],
)
def test_a_code_by_its_name_in_the_manual(code: int, name: str) -> None:
    assert code_name(code) == name


def test_a_signal_by_name_and_number() -> None:
    assert [name_of(number) for number in (1, 9, 15, 40)] == ["SIGHUP", "SIGKILL", "SIGTERM", "SIG40"]
    assert [number_of(name) for name in ("SIGHUP", "SIGKILL", "SIGTERM")] == [1, 9, 15]
