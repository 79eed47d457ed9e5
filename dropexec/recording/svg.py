"""Draw the timeline of a recording as SVG, self-contained and legible on light and dark ground alike."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dropexec.recording.lanes import lay_out

if TYPE_CHECKING:
    from dropexec.recording.document import Recording
    from dropexec.recording.lanes import Arrow, Lane, Picture

# Middle tones: each has a contrast of 4 or more with white and with #0d1117, so that no style sheet has to
# choose.
_INK = "#6b7581"
_FAINT = "#8b949e"
_COLOURS = {
    "observer": _FAINT,
    "tool": "#a06f19",
    "between": "#a06f19",
    "target": "#2f7fd6",
    "child": "#2f7fd6",
}
_KILLED, _EXITED, _RUNNING = "#d9434f", "#288f46", "#8957e5"

_LEFT, _RIGHT, _TOP, _ROW, _BAR = 160, 240, 64, 46, 10
_WIDTH = 910
_AXIS = _WIDTH - _LEFT - _RIGHT
# A letter's width and a line's height in a label, on the generous side.
_LETTER, _LINE = 8, 13
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


class _Canvas:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.parts: list[str] = []
        self.labels: list[tuple[float, float, float]] = []

    def x(self, t: float) -> float:
        return round(_LEFT + min(max(t, 0.0), self.picture.length) / self.picture.length * _AXIS, 1)

    @staticmethod
    def y(row: int) -> int:
        return _TOP + row * _ROW

    def text(
        self, x: float, y: float, text: str, colour: str = _INK, anchor: str = "start", extra: str = ""
    ) -> None:
        self.parts.append(
            f"<text x='{x:g}' y='{y:g}' fill='{colour}' text-anchor='{anchor}' {extra}>{escape(text)}</text>"
        )

    def axis(self, rows: int) -> None:
        bottom = self.y(rows - 1) + _ROW // 2
        for tick in self.picture.ticks:
            x = self.x(tick)
            self.parts.append(
                f"<line x1='{x:g}' y1='{_TOP - 14}' x2='{x:g}' y2='{bottom}' "
                f"stroke='{_FAINT}' stroke-opacity='.35'/>"
            )
            self.text(x, _TOP - 20, f"{tick:g} s", anchor="middle")

    def lane(self, row: int, lane: Lane) -> None:
        y, last = self.y(row), self.x(self.picture.length if lane.ends is None else lane.ends)
        colour = _COLOURS[lane.role]
        self.text(
            _LEFT - 12,
            y + 4,
            lane.name,
            colour if lane.role != "observer" else _INK,
            "end",
            "font-weight='600'",
        )
        if lane.role == "observer":
            self.parts.append(
                f"<line x1='{_LEFT}' y1='{y}' x2='{last:g}' y2='{y}' "
                f"stroke='{colour}' stroke-dasharray='2 5'/>"
            )
            return
        width = max(3.0, last - _LEFT)
        self.parts.append(
            f"<rect x='{_LEFT}' y='{y - _BAR // 2}' width='{width:g}' height='{_BAR}' "
            f"rx='3' fill='{colour}'/>"
        )
        for mark in lane.marks:
            if mark.kind == "marker":
                self.parts.append(f"<circle cx='{self.x(mark.t):g}' cy='{y}' r='4' fill='{_EXITED}'/>")
        self._end(last, y, lane)

    def _end(self, x: float, y: int, lane: Lane) -> None:
        colour = _RUNNING if lane.ends is None else _KILLED if lane.killed else _EXITED
        if lane.ends is None:
            shape = f"<path d='M{x:g} {y - 8}l10 8l-10 8z' fill='{colour}'/>"
        elif lane.killed:
            shape = f"<path d='M{x - 6:g} {y - 6}l12 12m0 -12l-12 12' stroke='{colour}' stroke-width='3.5'/>"
        else:
            shape = f"<rect x='{x - 5:g}' y='{y - 7}' width='10' height='14' rx='2' fill='{colour}'/>"
        self.parts.append(shape)
        when = "" if lane.ends is None else f", {max(0.0, lane.ends):.1f} s"
        self.text(x + 14, y + 4, lane.end + when, colour)

    def arrows(self) -> None:
        """Draw each signal as an arrow; those between the same lanes at nearly the same time share one."""
        groups: dict[tuple[int, int, int], list[Arrow]] = {}
        for arrow in self.picture.arrows:
            groups.setdefault((arrow.source, arrow.target, round(self.x(arrow.t) / 24)), []).append(arrow)
        for (source, target, _), group in groups.items():
            names = [arrow.signal.removeprefix("SIG") for arrow in group]
            label = ", ".join(
                f"{name} x{names.count(name)}" if names.count(name) > 1 else name
                for name in dict.fromkeys(names)
            )
            # One that passes by a lane keeps clear of the arrows that end there.
            aside = 7 * (abs(source - target) - 1)
            self._arrow(self.x(group[0].t) + aside, source, target, label)

    def _arrow(self, x: float, source: int, target: int, label: str) -> None:
        down = 1 if target > source else -1
        begin, end = self.y(source) + down * (_BAR // 2 + 1), self.y(target) - down * (_BAR // 2 + 2)
        colour = _KILLED if "KILL" in label else _INK
        self.parts.append(
            f"<line x1='{x:g}' y1='{begin}' x2='{x:g}' y2='{end}' stroke='{colour}' stroke-width='1.5'/>"
        )
        self.parts.append(f"<path d='M{x:g} {end}l-4 {-7 * down}h8z' fill='{colour}'/>")
        self._label(x, end - down * 12 + 4, label, colour)

    def _label(self, x: float, y: float, text: str, colour: str) -> None:
        """Write ``text`` beside an arrow's head, one line higher where another label is in the way."""
        length = _LETTER * len(text)
        left = x + 8 if x < _LEFT + _AXIS - 90 else x - 8 - length
        while any(
            row == y and left < end + 4 and begin < left + length + 4 for row, begin, end in self.labels
        ):
            y -= _LINE
        self.labels.append((y, left, left + length))
        self.text(left, y, text, colour, extra="font-size='12' font-weight='600'")


def draw(recording: Recording) -> str:
    """Return the picture of ``recording`` as an SVG document, with its steps as the description."""
    picture = lay_out(recording)
    canvas = _Canvas(picture)
    rows = len(picture.lanes)
    canvas.axis(rows)
    for row, lane in enumerate(picture.lanes):
        canvas.lane(row, lane)
    canvas.arrows()
    height = canvas.y(rows - 1) + _ROW // 2 + 10
    steps = escape("; ".join(f"{t:.3f} s: {what}" for t, what in picture.steps))
    title = f"{picture.title} - {recording.outcome}"
    size = f"viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' height='{height}'"
    described = f"role='img' aria-label='{escape(title)}'"
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' {size} {described} {_FONT}>",
            f"<title>{escape(title)}</title>",
            f"<desc>{steps}</desc>",
            f"<text x='12' y='22' fill='{_INK}' font-size='14' font-weight='600'>{escape(title)}</text>",
            *canvas.parts,
            "</svg>",
            "",
        ]
    )
