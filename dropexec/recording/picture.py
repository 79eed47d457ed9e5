"""Draw the timeline of a recording in characters: axis, a lane for each process, then the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording.lanes import lay_out

if TYPE_CHECKING:
    from dropexec.recording.document import Recording
    from dropexec.recording.lanes import Lane, Picture

_UNICODE = {
    "line": "━",
    "sends": "▼",
    "gets": "▽",
    "marker": "◆",
    "killed": "✖",
    "exited": "■",
    "running": "▶",
    "waits": "·",
}
_ASCII = {
    "line": "=",
    "sends": "v",
    "gets": "V",
    "marker": "*",
    "killed": "X",
    "exited": "#",
    "running": ">",
    "waits": ".",
}
_LEGEND = {
    "sends": "sends a signal",
    "gets": "gets one",
    "marker": "shutdown finished",
    "killed": "terminated by a signal",
    "exited": "exited",
    "running": "still running",
}

_NARROWEST = 40
# Room for the longest end: "terminated by SIGTERM", its glyph and a blank.
_ENDING = 24


def _axis(picture: Picture, column: int, width: int) -> str:
    cells = [" "] * (column + width + _ENDING)
    for tick in picture.ticks:
        text = f"{tick:g} s" if tick == 0 else f"{tick:g}"
        at = column + round(tick / picture.length * (width - 1))
        if set(cells[max(column, at - 1) : at + len(text) + 1]) == {" "}:
            cells[at : at + len(text)] = text
    return "".join(cells).rstrip()


def _lane(lane: Lane, picture: Picture, column: int, width: int, glyphs: dict[str, str]) -> str:
    def place(t: float) -> int:
        return round(min(t, picture.length) / picture.length * (width - 1))

    last = width - 1 if lane.ends is None else place(lane.ends)
    cells = [glyphs["waits" if lane.role == "observer" else "line"]] * (last + 1)
    for mark in lane.marks:
        cells[min(place(mark.t), last)] = glyphs[mark.kind]
    text = ""
    if lane.role != "observer":
        # The end has a cell of its own, after the last mark.
        text = (
            glyphs["running" if lane.ends is None else "killed" if lane.killed else "exited"] + f" {lane.end}"
        )
    return f"{lane.name:<{column}}{''.join(cells)}{text}"


def draw(recording: Recording, width: int = 100, *, ascii_only: bool = False) -> str:
    """Return the picture of ``recording`` in lines of at most ``width`` columns, ending in a newline.

    With ``ascii_only`` it keeps to ASCII.
    """
    picture = lay_out(recording)
    glyphs = _ASCII if ascii_only else _UNICODE
    column = max(len(lane.name) for lane in picture.lanes) + 2
    room = max(_NARROWEST, width - column - _ENDING)
    lines = [_axis(picture, column, room)]
    lines += [_lane(lane, picture, column, room, glyphs) for lane in picture.lanes]
    lines.append("")
    lines += [f"{t:>8.3f} s  {what}" for t, what in picture.steps]
    shown = {character for line in lines for character in line}
    legend = "   ".join(f"{glyphs[kind]} {text}" for kind, text in _LEGEND.items() if glyphs[kind] in shown)
    if legend and not ascii_only:
        lines += ["", legend]
    return "\n".join(lines) + "\n"
