"""The recordings that a report draws, and their pictures."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


SCENARIO = "slow"
"""A target that needs 5 s to shut down: side by side, these show who kills and who waits."""


@dataclass(frozen=True)
class Timeline:
    """A recording's picture: what it is of, what it means, and the SVG, None where nothing here can draw."""

    file: str
    title: str
    caption: str
    svg: str | None


def read_recordings(directory: Path) -> list[Timeline]:
    """Return a timeline for each recording in ``directory``; raises ValueError for any other file."""
    timelines = []
    for file in sorted(directory.glob("*.json")):
        try:
            recording = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{file}: not a recording: {error}") from error
        if not isinstance(recording, dict) or not isinstance(recording.get("tool"), dict):
            raise ValueError(f"{file}: not a recording: tool is missing")
        if recording.get("scenario") == SCENARIO:
            timelines.append(_timeline(file.name, recording, recording["tool"]))
    return timelines


def _timeline(file: str, recording: Mapping[str, object], tool: Mapping[str, object]) -> Timeline:
    argv = recording.get("argv")
    words = " ".join(map(str, argv)) if isinstance(argv, list) else str(tool.get("name"))
    title = f"{tool.get('package') or tool.get('version') or 'no package'}: {words}"
    return Timeline(file, title, str(recording.get("consequence") or ""), _draw(recording))


def _draw(recording: Mapping[str, object]) -> str | None:
    """Return the probe's own picture of ``recording``; the probe may be left out of an installation."""
    try:
        document = importlib.import_module("dropexec.probe.recording")
        svg = importlib.import_module("dropexec.probe.svg")
    except ImportError:
        return None
    return str(svg.draw(document.Recording.from_json(recording)))
