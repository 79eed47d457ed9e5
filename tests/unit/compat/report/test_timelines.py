from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dropexec.compat.report.timelines import read_recordings
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording

if TYPE_CHECKING:
    from pathlib import Path

SLOW = recording(examples.util_linux_slow()).to_json()


def _write(directory: Path, name: str, content: Any) -> None:
    (directory / name).write_text(content if isinstance(content, str) else json.dumps(content))


def test_the_slow_recordings_are_drawn_by_file_name_and_the_others_left_out(tmp_path: Path) -> None:
    gosu = {"name": "gosu", "path": "/usr/sbin/gosu", "version": "1.14", "package": None}
    _write(tmp_path, "b.json", {**SLOW, "tool": gosu, "argv": ["gosu", "nobody"]})
    _write(tmp_path, "a.json", SLOW)
    _write(tmp_path, "c.json", {**SLOW, "scenario": "prompt"})
    _write(tmp_path, "notes.txt", "no recording")
    found = read_recordings(tmp_path)
    assert [(one.file, one.title, one.caption) for one in found] == [
        ("a.json", f"util-linux 2.38.1-5: {' '.join(SLOW['argv'])}", SLOW["consequence"]),
        ("b.json", "1.14: gosu nobody", SLOW["consequence"]),
    ]
    assert all(one.svg.startswith("<svg ") for one in found)


@pytest.mark.parametrize("content", ["{", "[]", '{"scenario": "slow"}', {**SLOW, "format": "x"}])
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, content: Any) -> None:
    _write(tmp_path, "bad.json", content)
    with pytest.raises(ValueError, match=r"bad\.json: not a recording"):
        read_recordings(tmp_path)
