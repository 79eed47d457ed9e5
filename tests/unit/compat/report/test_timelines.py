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
    _write(tmp_path, "b.json", {**SLOW, "tool": gosu, "argv": ["gosu", "nobody"], "consequence": "another"})
    _write(tmp_path, "a.json", SLOW)
    _write(tmp_path, "c.json", {**SLOW, "scenario": "prompt"})
    _write(tmp_path, "notes.txt", "no recording")
    found = read_recordings(tmp_path)
    assert [(one.file, one.title, one.caption) for one in found] == [
        ("a.json", f"util-linux 2.38.1-5: {' '.join(SLOW['argv'])}", SLOW["consequence"]),
        ("b.json", "1.14: gosu nobody", "another"),
    ]
    assert all(one.svg.startswith("<svg ") for one in found)


def test_recordings_whose_pictures_show_the_same_share_one_that_names_them(tmp_path: Path) -> None:
    for number, name in enumerate(("su", "runuser", "other")):
        tool = {**SLOW["tool"], "name": name, "implementation": name}
        changed = {"tool": tool, "argv": [name], "consequence": f"{name} kills"}
        _write(tmp_path, f"{number}.json", {**SLOW, **changed})
    _write(tmp_path, "3.json", {**recording(examples.sudo_slow()).to_json(), "argv": ["sudo"]})
    found = read_recordings(tmp_path)
    package = SLOW["tool"]["package"]
    assert [(one.file, one.also) for one in found] == [
        ("0.json", (f"{package}: runuser", f"{package}: other")),
        ("3.json", ()),
    ]


def test_a_command_of_several_lines_is_one_title(tmp_path: Path) -> None:
    _write(tmp_path, "a.json", {**SLOW, "argv": ["sh", "-c", "cat <<END\n[a]\nEND\n"]})
    (drawn,) = read_recordings(tmp_path)
    assert drawn.title == "util-linux 2.38.1-5: sh -c cat <<END [a] END"


@pytest.mark.parametrize("content", ["{", "[]", '{"scenario": "slow"}', {**SLOW, "format": "x"}])
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, content: Any) -> None:
    _write(tmp_path, "bad.json", content)
    with pytest.raises(ValueError, match=r"bad\.json: not a recording"):
        read_recordings(tmp_path)
