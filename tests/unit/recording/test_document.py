"""A recording is a document with fixed keys that survives being written and read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.recording.document import FORMAT, Recording
from dropexec.recording.facts import derive
from dropexec.recording.outcome import outcome_of
from dropexec.recording.scenario import SCENARIOS
from tests.unit.recording import examples
from tests.unit.recording.test_facts import EVENTS, STARTS


def recording(events: list[Any], scenario: str = "slow", **values: Any) -> Recording:
    found = SCENARIOS[scenario]
    facts = derive(events, found)
    outcome = outcome_of(found, facts, "su")
    usual: dict[str, Any] = {
        "tool": {"name": "su", "path": "/usr/bin/su", "version": "2.38.1", "package": "util-linux 2.38.1-5"},
        "host": {"id": "debian", "version_id": "12", "kernel": "6.1.0"},
        "scenario": scenario,
        "signal": found.signal,
        "shell": "/usr/bin/dash",
        "form": "exec",
        "argv": ("/usr/bin/su", "-s", "/bin/sh", "-c", "exec {argv}", "nobody"),
        "events": tuple(events),
        "facts": facts.values,
        "undetermined": facts.undetermined,
        "outcome": outcome.word,
        "consequence": outcome.consequence,
    }
    return Recording(**(usual | values))


def test_the_keys_are_the_ones_that_others_rely_on() -> None:
    document = recording(examples.util_linux_slow()).to_json()
    assert set(document) == {
        "format",
        "tool",
        "host",
        "scenario",
        "signal",
        "events",
        "facts",
        "undetermined",
        "shell",
        "form",
        "argv",
        "verdict",
        "consequence",
    }
    assert document["format"] == "dropexec-recording/1"
    assert set(document["tool"]) == {"name", "path", "version", "package"}
    assert set(document["host"]) == {"id", "version_id", "kernel"}
    assert all({"t", "event"} <= set(event) for event in document["events"])


@given(
    STARTS,
    st.lists(EVENTS, max_size=12),
    st.sampled_from(list(SCENARIOS)),
    st.text(max_size=8),
    st.sampled_from(["/usr/bin/dash", None]),
)
def test_a_recording_survives_a_round_trip(
    start: list[Any], events: list[Any], scenario: str, package: str, shell: str | None
) -> None:
    tool = {"name": "su", "path": "/usr/bin/su", "version": None, "package": package}
    made = recording(start + events, scenario, tool=tool, shell=shell)
    assert Recording.from_json(json.loads(made.text())) == made
    assert Recording.from_json(json.loads(made.text())).text() == made.text()


def test_its_text_has_a_line_for_each_event_and_each_fact() -> None:
    made = recording(examples.util_linux_slow())
    lines = made.text().splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines if line.startswith(" {")] == list(made.events)
    assert {line.split('"')[1] for line in lines if line.startswith(' "')} >= set(made.facts)
    assert made.text().endswith("}\n")


def test_another_format_is_refused() -> None:
    document = recording(examples.sudo_slow()).to_json()
    with pytest.raises(ValueError, match="its format is 'dropexec-recording/2', not 'dropexec-recording/1'"):
        Recording.from_json(document | {"format": "dropexec-recording/2"})


def test_a_recording_with_something_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="it lacks argv, consequence, events"):
        Recording.from_json({"format": FORMAT})


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "util-linux-su-2.38.1-slow-dash-exec.json"),
        ({"shell": None, "form": None}, "util-linux-su-2.38.1-slow.json"),
        (
            {"tool": {"name": "su", "path": "/su", "version": None, "package": None}},
            "util-linux-su-unknown-slow-dash-exec.json",
        ),
        (
            {"tool": {"name": "su", "path": "/su", "version": "1:2/3 x", "package": None}, "shell": None},
            "util-linux-su-1_2_3_x-slow.json",
        ),
    ],
)
def test_file_name(values: dict[str, Any], name: str) -> None:
    assert recording(examples.util_linux_slow(), **values).file_name("util-linux-su") == name
