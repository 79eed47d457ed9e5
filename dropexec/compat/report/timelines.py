"""The recordings that a report draws, and their pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.recording import svg
from dropexec.recording.document import Recording

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = "slow"
"""A target that needs 5 s to shut down: side by side, these show who kills and who waits."""


@dataclass(frozen=True)
class Timeline:
    """A recording's picture: what it is of, what it means, and the SVG."""

    file: str
    title: str
    caption: str
    svg: str


def read_recordings(directory: Path) -> list[Timeline]:
    """Return timelines of the recordings in ``directory``; raises ValueError for any other file.

    Of recordings of one tool that end alike, which differ by their release alone, the last by its file's
    name is drawn.
    """
    timelines: dict[tuple[str, str], Timeline] = {}
    for file in sorted(directory.glob("*.json")):
        try:
            recording = Recording.from_json(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{file}: not a recording: {error}") from error
        if recording.scenario == SCENARIO:
            timelines[_kind(recording)] = _timeline(file.name, recording)
    return sorted(timelines.values(), key=lambda item: item.file)


def _kind(recording: Recording) -> tuple[str, str]:
    """Return what two recordings have in common that need not both be drawn."""
    tool = recording.tool
    package = str(tool["package"] or "").partition(" ")[0]
    return tool.get("implementation") or f"{package}-{tool['name']}", recording.outcome


def _timeline(file: str, recording: Recording) -> Timeline:
    release = recording.tool["package"] or recording.tool["version"] or "no package"
    title = f"{release}: {' '.join(recording.argv)}"
    return Timeline(file, title, recording.consequence, svg.draw(recording))
