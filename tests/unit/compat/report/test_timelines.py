from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from dropexec.compat.report.timelines import Timeline, read_recordings

if TYPE_CHECKING:
    from pathlib import Path

SLOW = {
    "scenario": "slow",
    "tool": {"name": "su", "package": "util-linux 2.38.1-5"},
    "argv": ["su", "-P"],
    "consequence": "killed",
}


def _write(directory: Path, name: str, content: object) -> None:
    (directory / name).write_text(content if isinstance(content, str) else json.dumps(content))


class _Recording:
    @staticmethod
    def from_json(document: object) -> object:
        return document


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a probe in place whose pictures can be told."""
    document, svg = ModuleType("dropexec.probe.recording"), ModuleType("dropexec.probe.svg")
    document.Recording = _Recording  # type: ignore[attr-defined]
    svg.draw = lambda recording: f"<svg>{recording['scenario']}</svg>"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dropexec.probe", ModuleType("dropexec.probe"))
    monkeypatch.setitem(sys.modules, "dropexec.probe.recording", document)
    monkeypatch.setitem(sys.modules, "dropexec.probe.svg", svg)


@pytest.mark.usefixtures("probe")
def test_the_slow_recordings_are_drawn_by_file_name_and_the_others_left_out(tmp_path: Path) -> None:
    _write(tmp_path, "b.json", {**SLOW, "tool": {"name": "gosu", "version": "1.14"}, "argv": None})
    _write(tmp_path, "a.json", SLOW)
    _write(tmp_path, "c.json", {**SLOW, "scenario": "prompt"})
    _write(tmp_path, "notes.txt", "no recording")
    assert read_recordings(tmp_path) == [
        Timeline("a.json", "util-linux 2.38.1-5: su -P", "killed", "<svg>slow</svg>"),
        Timeline("b.json", "1.14: gosu", "killed", "<svg>slow</svg>"),
    ]


def test_without_the_probe_there_is_a_caption_but_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dropexec.probe.recording", None)
    _write(tmp_path, "a.json", SLOW)
    assert read_recordings(tmp_path) == [Timeline("a.json", "util-linux 2.38.1-5: su -P", "killed", None)]


@pytest.mark.parametrize("content", ["{", "[]", '{"scenario": "slow"}', '{"tool": "su"}'])
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, content: str) -> None:
    _write(tmp_path, "bad.json", content)
    with pytest.raises(ValueError, match=r"bad\.json: not a recording"):
        read_recordings(tmp_path)
