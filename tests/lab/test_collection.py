from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dropexec.recording.document import document_text
from tests.lab import collection
from tests.lab.specimen import SPECIMENS, Specimen

SU = Specimen("bookworm", "util-linux-su", "su", ("slow",))
PLAIN = Specimen("bookworm", "util-linux-su", "su", ("slow",), shell="/bin/bash", form="plain")
SHADOW = Specimen("sid", "shadow-su", "su", ("slow",), built="/opt/shadow/su")


def recording(version: str | None = "2.38.1", **changes: Any) -> dict[str, Any]:
    return {
        "format": "dropexec-recording/1",
        "tool": {"name": "su", "path": "/usr/bin/su", "version": version, "package": None},
        "scenario": "slow",
        "argv": ["/usr/bin/su", "-c", "exec {argv}"],
        "events": [{"t": 0.0, "event": "signal-sent"}, {"t": 2.0, "event": "watch-ended", "traced": True}],
        "facts": {"forks": True, "processes_between": 1, "grace_seconds": 2.0, "orphaned": False,
                  "tool_end": {"signal": "SIGTERM"}, "target_end": {"signal": "SIGKILL"}},
        "undetermined": {},
        **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("specimen", "document", "name"),
    [
        (SU, recording(), "debian-12-util-linux-su-2.38.1-slow.json"),
        (PLAIN, recording(), "debian-12-util-linux-su-2.38.1-slow-plain-bash.json"),
        (SHADOW, recording(None), "debian-sid-shadow-su-unknown-slow.json"),
    ],
)
def test_a_recording_is_named_by_release_implementation_version_scenario_and_form(
    specimen: Specimen, document: dict[str, Any], name: str
) -> None:
    assert collection.file_name(specimen, document) == name


def test_no_two_specimens_share_a_name() -> None:
    names = [
        collection.file_name(specimen, recording(scenario=scenario))
        for specimen in SPECIMENS
        for scenario in specimen.scenarios
    ]
    assert sorted(names) == sorted(set(names))


def test_what_is_written_is_read_and_takes_the_place_of_the_former_version(tmp_path: Path) -> None:
    for specimen in (SU, PLAIN):
        collection.write(specimen, recording("2.38"), tmp_path)
    path = collection.write(SU, recording("2.38.1"), tmp_path)
    assert collection.committed(SU, "slow", tmp_path) == path
    assert collection.read(path) == recording("2.38.1")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "debian-12-util-linux-su-2.38-slow-plain-bash.json",
        "debian-12-util-linux-su-2.38.1-slow.json",
    ]
    assert collection.committed(SU, "prompt", tmp_path) is None


def test_the_text_has_a_line_for_each_event_and_each_fact() -> None:
    text = document_text(recording())
    assert json.loads(text) == recording()
    assert text.splitlines() == [
        "{",
        '"format": "dropexec-recording/1",',
        '"tool": {"name": "su", "path": "/usr/bin/su", "version": "2.38.1", "package": null},',
        '"scenario": "slow",',
        '"argv": ["/usr/bin/su", "-c", "exec {argv}"],',
        '"events": [',
        ' {"t": 0.0, "event": "signal-sent"},',
        ' {"t": 2.0, "event": "watch-ended", "traced": true}',
        "],",
        '"facts": {',
        ' "forks": true,',
        ' "processes_between": 1,',
        ' "grace_seconds": 2.0,',
        ' "orphaned": false,',
        ' "tool_end": {"signal": "SIGTERM"},',
        ' "target_end": {"signal": "SIGKILL"}',
        "},",
        '"undetermined": {}',
        "}",
    ]


def test_a_tool_built_from_source_is_told_by_its_source_package(tmp_path: Path) -> None:
    version = tmp_path / "opt/shadow/su.version"
    version.parent.mkdir(parents=True)
    version.write_text("shadow 1:4.13+dfsg1-1+deb12u2\n", encoding="ascii")
    described = collection.describe(SHADOW, recording(None), tmp_path)
    tool = recording(None)["tool"]
    assert described == recording(
        None,
        tool={**tool, "implementation": "shadow-su", "version": "4.13"},
        provenance="built from the source package shadow 1:4.13+dfsg1-1+deb12u2 of Debian sid, with PAM",
    )


def test_a_packaged_tool_is_left_as_the_probe_describes_it(tmp_path: Path) -> None:
    assert collection.describe(SU, recording(), tmp_path) == recording()
