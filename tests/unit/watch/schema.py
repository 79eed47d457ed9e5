"""The published schemas."""

from __future__ import annotations

import json
from typing import Any

from dropexec import schemas


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schemas.text(name))
    return schema


SIGNAL, END = _schema("signal"), _schema("end")
