"""The recordings that a report draws, and their pictures."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.recording import svg
from dropexec.recording.document import Recording
from dropexec.recording.lanes import lay_out

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = "slow"
"""A target that needs 5 s to shut down: side by side, these show who kills and who waits."""


@dataclass(frozen=True)
class Timeline:
    """A recording's picture: what it is of, what it means, and the SVG.

    ``also`` has the titles of the others whose picture would be the same but for names and milliseconds.
    """

    file: str
    title: str
    caption: str
    svg: str
    also: tuple[str, ...] = ()


def read_recordings(directory: Path) -> list[Timeline]:
    """Return timelines of the recordings in ``directory``; raises ValueError for any other file.

    Of recordings of one tool that end alike, which differ by their release alone, the last by its file's
    name is kept. Of those kept whose pictures show the same, the first is drawn and names the others.
    """
    kept: dict[tuple[str, str], tuple[str, Recording]] = {}
    for file in sorted(directory.glob("*.json")):
        try:
            recording = Recording.from_json(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{file}: not a recording: {error}") from error
        if recording.scenario == SCENARIO:
            kept[_kind(recording)] = (file.name, recording)
    timelines: dict[tuple[object, ...], Timeline] = {}
    for name, recording in sorted(kept.values(), key=lambda item: item[0]):
        drawn = timelines.get(shown := _shown(recording))
        timelines[shown] = (
            replace(drawn, also=(*drawn.also, _title(recording)))
            if drawn
            else Timeline(name, _title(recording), recording.consequence, svg.draw(recording))
        )
    return list(timelines.values())


def _kind(recording: Recording) -> tuple[str, str]:
    """Return what two recordings have in common that need not both be drawn."""
    tool = recording.tool
    package = str(tool["package"] or "").partition(" ")[0]
    return tool.get("implementation") or f"{package}-{tool['name']}", recording.outcome


def _shown(recording: Recording) -> tuple[object, ...]:
    """Return what a picture of `recording` shows, apart from names and milliseconds."""
    picture = lay_out(recording)
    consequence = re.sub(rf"\b{re.escape(str(recording.tool['name']))}\b", "", recording.consequence)
    lanes = tuple((lane.role, lane.end, lane.killed) for lane in picture.lanes)
    arrows = tuple((arrow.source, arrow.target, arrow.signal) for arrow in picture.arrows)
    return recording.outcome, consequence, lanes, arrows


def _title(recording: Recording) -> str:
    release = recording.tool["package"] or recording.tool["version"] or "no package"
    return f"{release}: {' '.join(' '.join(recording.argv).split())}"
