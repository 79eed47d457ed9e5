"""The picture as SVG is well-formed, within its bounds, and no label covers another."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from dropexec.recording.document import Recording
from dropexec.recording.svg import draw
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording

SVG = "{http://www.w3.org/2000/svg}"


def crowded() -> Recording:
    """Three signals to the target in a millisecond, by two ways, and more at the end."""
    events = [
        *examples.up(examples.SHELL, examples.TOOL),
        examples.sent(pid=examples.TARGET),
        examples.sent(0.0001),
        examples.sent(0.3),
    ]
    events += [
        examples.made(0.001 + n / 1000, name) for n, name in enumerate(("SIGHUP", "SIGTERM", "SIGTERM"))
    ]
    events += [
        examples.made(0.05, "SIGCONT"),
        examples.made(0.48, "SIGKILL"),
        examples.made(0.49, "SIGTERM", examples.SHELL),
    ]
    return recording([*events, examples.over(0.5)])


PICTURES = [
    recording(examples.util_linux_slow()),
    recording(examples.dash_plain()),
    recording(examples.gosu_slow()),
    recording(examples.util_linux_hup(), "HUP"),
    recording([]),
    crowded(),
]


def boxes(root: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """Return where each text is, by a generous letter: left, right, top, bottom."""
    found = []
    for text in root.iter(f"{SVG}text"):
        words = text.text or ""
        size = float(text.get("font-size", "13"))
        width, x, y = len(words) * size * 0.6, float(text.get("x", "0")), float(text.get("y", "0"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "start")]
        found.append((left, left + width, y - size * 0.8, y + size * 0.1, words))
    return found


@pytest.mark.parametrize("made", PICTURES)
def test_every_text_is_inside_and_none_covers_another(made: Recording) -> None:
    root = ET.fromstring(draw(made))  # noqa: S314  our own
    _, _, width, height = (float(number) for number in root.get("viewBox", "").split())
    texts = boxes(root)
    for left, right, top, bottom, words in texts:
        assert left >= 0, words
        assert right <= width, words
        assert top >= 0, words
        assert bottom <= height, words
    for index, (left, right, top, bottom, words) in enumerate(texts):
        for other in texts[index + 1 :]:
            apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
            assert apart, f"{words!r} covers {other[4]!r}"


def test_it_says_what_it_shows_to_who_cannot_see_it() -> None:
    root = ET.fromstring(draw(recording(examples.util_linux_slow())))  # noqa: S314  our own
    assert root.findtext(f"{SVG}title") == "su 2.38.1, slow: SIGTERM - kills-slow-shutdown"
    assert "2.000 s: SIGKILL from su to target" in (root.findtext(f"{SVG}desc") or "")


def drawn(made: Recording) -> tuple[list[str], ET.Element]:
    """Return the texts of a picture, in their order, and its root."""
    root = ET.fromstring(draw(made))  # noqa: S314  our own
    return [text.text or "" for text in root.iter(f"{SVG}text")], root


def test_every_lane_is_drawn_with_its_name_and_its_end() -> None:
    texts, root = drawn(recording(examples.util_linux_slow()))
    names = ["supervisor", "su", "target"]
    assert [text for text in texts if text in names] == names
    assert "terminated by SIGTERM, 2.0 s" in texts
    assert "terminated by SIGKILL, 2.0 s" in texts
    # The supervisor's is a dotted line; the others have bars, and their names' own colour.
    assert len([line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray")]) == 1
    bold = {text.text: text.get("fill") for text in root.iter(f"{SVG}text") if text.text in names}
    assert len(set(bold.values())) == 3


def test_every_signal_has_an_arrow_and_a_label_and_those_at_once_share_one() -> None:
    texts, root = drawn(recording(examples.util_linux_slow()))
    assert [text for text in texts if text in ("TERM", "KILL")] == ["TERM", "TERM", "KILL"]
    heads = [path for path in root.iter(f"{SVG}path") if (path.get("d") or "").endswith("h8z")]
    assert len(heads) == 3
    texts, _ = drawn(crowded())
    assert [text for text in texts if "HUP" in text] == ["HUP, TERM x2"]


def test_it_needs_nothing_from_outside_and_runs_nothing() -> None:
    text = draw(recording(examples.util_linux_slow()))
    assert text.replace("http://www.w3.org/2000/svg", "").count("http") == 0
    assert "<script" not in text
    assert "<style" not in text


def test_a_tools_name_cannot_break_out() -> None:
    tool = {"name": "<su> & 'co\"", "path": "/su", "version": None, "package": None}
    root = ET.fromstring(draw(recording(examples.util_linux_slow(), tool=tool)))  # noqa: S314  our own
    assert (root.get("aria-label") or "").startswith("<su> & 'co\"")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize("ground", ["#ffffff", "#0d1117"])
def test_every_text_is_legible_on_light_and_dark_ground(ground: str) -> None:
    for made in PICTURES:
        root = ET.fromstring(draw(made))  # noqa: S314  our own
        for text in root.iter(f"{SVG}text"):
            pair = sorted((luminance(text.get("fill", "#000000")), luminance(ground)))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3.9, text.get("fill")


def test_its_letters_have_no_serifs_where_no_style_sheet_says_so() -> None:
    root = ET.fromstring(draw(recording(examples.sudo_slow())))  # noqa: S314  our own
    assert root.get("font-family") == "system-ui, sans-serif"
