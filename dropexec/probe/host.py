"""The machine a recording was made on: distribution, release, kernel."""

from __future__ import annotations

import os
import shlex

_FILES = ("/etc/os-release", "/usr/lib/os-release")


def parse_os_release(text: str) -> dict[str, str]:
    """Return the variables of an os-release(5) file; a line that is none is passed over."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if not equals or name.startswith("#"):
            continue
        try:
            words = shlex.split(value)
        except ValueError:
            continue
        values[name] = words[0] if words else ""
    return values


def describe() -> dict[str, str | None]:
    """Return ``id`` and ``version_id`` of os-release (None for what is not there) and ``kernel``."""
    values: dict[str, str] = {}
    for path in _FILES:
        try:
            with open(path, encoding="utf-8") as file:
                values = parse_os_release(file.read())
            break
        except OSError:
            continue
    return {
        "id": values.get("ID", "linux"),
        "version_id": values.get("VERSION_ID"),
        "kernel": os.uname().release,
    }
