"""The JSON Schemas (2020-12) of everything that dropexecctl prints as JSON, and of the catalogue's files.

``NAME.json`` describes the format ``dropexec-NAME/1``.
"""

from __future__ import annotations

import os

_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def names() -> tuple[str, ...]:
    """Return the names of the schemas, sorted."""
    return tuple(sorted(name[:-5] for name in os.listdir(_DIRECTORY) if name.endswith(".json")))


def text(name: str) -> str:
    """Return the schema called ``name`` as JSON; raise KeyError where there is none."""
    if name not in names():
        raise KeyError(name)
    with open(os.path.join(_DIRECTORY, f"{name}.json"), encoding="utf-8") as file:
        return file.read()
