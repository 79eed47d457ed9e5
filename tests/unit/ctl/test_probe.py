"""The command line of the probe: what it refuses, in one line and with which status."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dropexec.ctl import probe
from dropexec.ctl.probe_output import Output
from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.experiment import Setup
from dropexec.probe.subject import Subject
from dropexec.probe.template import PLACES
from dropexec.recording.document import Recording
from dropexec.recording.scenario import SCENARIOS, Scenario
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording

# click 8.1, the last for Python 3.9, mixes the two streams unless told not to; 8.2 knows no such option.
APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}


def run(*argv: str) -> Any:
    return CliRunner(**APART).invoke(probe.command, list(argv))


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A setup of paper: gosu waits, su kills, doas cannot be started. Returns what was asked of it."""
    asked: list[tuple[str, str]] = []

    class Paper:
        def probe(self, one: Subject, scenario: Scenario) -> Recording:
            asked.append((one.name, scenario.name))
            if one.name == "doas":
                raise ProbeError("cannot probe doas: it is not enabled")
            events = examples.gosu_slow() if one.name == "gosu" else examples.util_linux_slow()
            tool = {"name": one.name, "path": one.path, "version": "1.0", "package": None}
            return recording(events, scenario.name, tool=tool, shell=None, form=None)

    def named(name: str) -> Subject:
        return Subject(name, f"/bin/{name}", (f"/bin/{name}", "{argv}"))

    monkeypatch.setattr(subject, "owner", lambda *_: None)
    monkeypatch.setattr(Setup, "prepare", lambda *_, **__: Paper())
    monkeypatch.setattr(subject, "named", named)
    monkeypatch.setattr(subject, "installed", lambda: [named(name) for name in ("su", "doas", "gosu")])
    return asked


def test_su_is_stopped_in_the_two_usual_ways_unless_told_otherwise(setup: list[tuple[str, str]]) -> None:
    assert run().exit_code == 0
    assert setup == [("su", "prompt"), ("su", "slow")]


def test_scenarios_are_taken_once_each_in_the_order_given_whatever_their_case(
    setup: list[tuple[str, str]],
) -> None:
    assert run("--scenario", "hup", "--scenario", "kill", "--scenario", "HUP").exit_code == 0
    assert [name for _, name in setup] == ["HUP", "kill"]


def test_all_is_all(setup: list[tuple[str, str]]) -> None:
    run("--scenario", "all", "--tool", "gosu")
    assert [name for _, name in setup] == list(SCENARIOS)


def test_a_person_reads_outcome_consequence_and_timeline(setup: list[tuple[str, str]]) -> None:
    lines = run("--scenario", "slow").stdout.splitlines()
    assert lines[:3] == [
        "su 1.0, slow: kills-slow-shutdown",
        "  your TimeoutStopSec=300 is not honoured: the service is killed 2.0 s after SIGTERM.",
        "  /usr/bin/su -s /bin/sh -c exec {argv} nobody (/bin/su)",
    ]
    assert lines[5].startswith("supervisor  ▼")


def test_json_is_one_array_of_recordings(setup: list[tuple[str, str]]) -> None:
    done = run("--json", "--tool", "su", "--tool", "gosu")
    found = [Recording.from_json(document) for document in json.loads(done.stdout)]
    assert [(one.tool["name"], one.scenario) for one in found] == [
        ("su", "prompt"),
        ("su", "slow"),
        ("gosu", "prompt"),
        ("gosu", "slow"),
    ]
    assert done.stderr == ""


def test_one_of_all_tools_that_cannot_be_probed_is_skipped_with_its_reason(
    setup: list[tuple[str, str]],
) -> None:
    done = run("--tool", "all", "--json")
    assert done.exit_code == 0
    assert done.stderr == "dropexecctl: skipped: cannot probe doas: it is not enabled\n"
    assert [document["tool"]["name"] for document in json.loads(done.stdout)] == ["su", "su", "gosu", "gosu"]


def test_a_tool_that_was_named_and_cannot_be_probed_is_a_failure(setup: list[tuple[str, str]]) -> None:
    done = run("--tool", "doas", "--tool", "gosu", "--scenario", "slow", "--json")
    assert done.exit_code == 125
    assert done.stderr == "dropexecctl: cannot probe doas: it is not enabled\n"
    assert [document["tool"]["name"] for document in json.loads(done.stdout)] == ["gosu"]


def test_several_results_end_with_a_table_of_them(setup: list[tuple[str, str]]) -> None:
    lines = run("--tool", "all", "--scenario", "slow").stdout.splitlines()
    assert lines[-4:] == [
        "  tool               version        scenario   outcome",
        "  su                 1.0            slow       kills-slow-shutdown",
        "  gosu               1.0            slow       transparent",
        "  doas                                         skipped",
    ]
    assert not any(line.startswith("  tool ") for line in run("--scenario", "slow").stdout.splitlines())


def test_an_array_that_is_interrupted_holds_what_was_made(
    setup: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Output.add

    def add(output: Output, recording: Recording, *, show: bool) -> None:
        if recording.tool["name"] == "gosu":
            raise KeyboardInterrupt
        added(output, recording, show=show)

    monkeypatch.setattr(Output, "add", add)
    done = run("--tool", "su", "--tool", "gosu", "--json")
    assert done.exit_code == 130
    assert [document["scenario"] for document in json.loads(done.stdout)] == ["prompt", "slow"]


def test_a_defect_in_one_scenario_loses_none_of_the_recordings_before_it(
    setup: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Output, "compare", lambda *_: 1 // 0)
    done = run("--check", "--json")
    assert isinstance(done.exception, ZeroDivisionError)
    assert [document["scenario"] for document in json.loads(done.stdout)] == ["prompt"]


def test_no_control_character_of_a_tool_reaches_the_terminal(
    setup: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = "su\x1b]0;owned\x07\x9b"

    def named(name: str) -> Subject:
        return Subject(evil, f"/bin/{name}", (f"/bin/{name}", "{argv}"))

    monkeypatch.setattr(subject, "named", named)
    done = run("--scenario", "slow", "--scenario", "prompt", "--check")
    assert "su\\x1b]0;owned\\x07\\x9b 1.0, slow" in done.output
    assert not {"\x1b", "\x07", "\x9b"} & set(done.output)


def test_files_have_names_that_tell_the_recordings_apart(
    setup: list[tuple[str, str]], tmp_path: Path
) -> None:
    done = run("--record", f"{tmp_path}/a/b", "--svg", f"{tmp_path}/c")
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        "su-1.0-prompt.json",
        "su-1.0-prompt.svg",
        "su-1.0-slow.json",
        "su-1.0-slow.svg",
    ]
    text = (tmp_path / "a/b/su-1.0-slow.json").read_text()
    assert Recording.from_json(json.loads(text)).text() == text
    assert done.stdout.splitlines()[0] == f"{tmp_path}/a/b/su-1.0-prompt.json: kills-slow-shutdown"


def test_a_directory_that_cannot_be_written_is_one_line(setup: list[tuple[str, str]]) -> None:
    done = run("--record", "/proc/nowhere")
    assert (done.exit_code, done.stdout) == (125, "")
    assert done.stderr == "dropexecctl: cannot write /proc/nowhere: No such file or directory\n"


def test_only_root_can_probe_and_is_told_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    done = run()
    assert (done.exit_code, done.stdout) == (125, "")
    assert done.stderr == (
        "dropexecctl: cannot probe as an ordinary user: only root can become another user as a service does; "
        "run it as root\n"
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["--scenario", "never"],
        ["--tool", "su", "--", "su", "{argv}"],
        ["--form", "eval"],
        ["--attempts", "0"],
    ],
)
def test_a_wrong_command_line_is_status_2(argv: list[str]) -> None:
    assert run(*argv).exit_code == 2


def test_ctrl_c_is_130_and_one_line(setup: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Output, "show", interrupt)
    done = run()
    assert (done.exit_code, done.stderr) == (
        130,
        "dropexecctl: interrupted; what had been started is ended\n",
    )


def test_the_help_names_every_scenario_status_and_the_places_that_one_needs() -> None:
    text = click.Context(probe.command, info_name="probe").get_help()
    assert all(f"\n    {name} " in text for name in SCENARIOS)
    assert all(f"\n    {status} " in text for status in (0, 1, 2, 125, 130))
    assert all(f"{{{place}}}" in text for place in PLACES if place not in ("program", "arguments", "scratch"))
