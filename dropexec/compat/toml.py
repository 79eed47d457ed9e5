"""Read TOML with the parser that there is."""

from __future__ import annotations

import importlib
import json
from typing import Any

PARSERS = ("tomllib", "tomli", "tomlkit")
"""In order of preference: Python has its own since 3.11; Debian 11 has 3.9, and of these tomlkit alone."""


def tables(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text as plain values.

    Raises ValueError, with the line, for what is no TOML, and ModuleNotFoundError where there is no parser.
    """
    for name in PARSERS[:-1]:
        try:
            parser = importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        parsed: dict[str, Any] = parser.loads(text)
        return parsed
    # tomlkit's values remember their layout, and cannot be copied or shown as what they stand for.
    kept = importlib.import_module(PARSERS[-1]).parse(text)
    plain: dict[str, Any] = json.loads(json.dumps(kept))
    return plain
