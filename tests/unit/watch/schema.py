"""The published schemas."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def _schema(name: str) -> dict[str, Any]:
    text = (files("dropexec") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


SIGNAL, END = _schema("signal"), _schema("end")
