"""The name of a terminal as ps(1) has it."""

from __future__ import annotations


def tty_name(driver: str) -> str | None:
    """Return ``pts/3`` for the kernel's ``pts3`` and ``ttyS0`` as it is; None where there is none."""
    number = driver.removeprefix("pts")
    if number != driver and number.isdigit():
        return f"pts/{number}"
    return driver or None
