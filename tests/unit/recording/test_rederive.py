"""What is shipped as derived is what its events show now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dropexec.compat.load import RECORDINGS
from dropexec.recording.document import Recording
from dropexec.recording.rederive import main, rederived
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording


def test_every_shipped_recording_is_derived_from_its_events() -> None:
    stale = []
    other_form = []
    for file in sorted(RECORDINGS.glob("*.json")):
        text = file.read_text(encoding="utf-8")
        shipped = Recording.from_json(json.loads(text))
        if shipped.text() != text:
            other_form.append(file.name)
        if rederived(shipped) != shipped:
            stale.append(file.name)
    assert stale == [], "run: python3 -m dropexec.recording.rederive dropexec/compat/recordings/*.json"
    assert other_form == []


def test_a_stale_file_is_rewritten_and_named_and_a_current_one_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    current = recording(examples.util_linux_slow())
    stale = recording(examples.util_linux_slow(), outcome="transparent", facts={})
    (tmp_path / "a.json").write_text(current.text())
    (tmp_path / "b.json").write_text(stale.text())
    main([str(tmp_path / "a.json"), str(tmp_path / "b.json")])
    assert capsys.readouterr().out == f"{tmp_path / 'b.json'}\n"
    assert [(tmp_path / name).read_text() for name in ("a.json", "b.json")] == [current.text()] * 2


def test_where_a_tool_came_from_is_kept() -> None:
    assert rederived(recording([], provenance="built from source")).provenance == "built from source"
