from __future__ import annotations

import functools
import json
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from dropexec import schemas
from dropexec.compat import identify as identification
from dropexec.compat.load import catalogue
from dropexec.ctl import main
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["compat", *arguments])


def _json(*arguments: str) -> Any:
    done = _run(*arguments, "--json")
    assert done.exit_code == 0
    return json.loads(done.output)


def test_list_names_implementations_and_distributions() -> None:
    assert {item["name"] for item in _json("list")["entries"]} == {
        *catalogue().implementations,
        *catalogue().distributions,
    }
    done = _run("list")
    assert done.exit_code == 0
    assert done.output.startswith("Implementations:\n")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("shadow-su", "implementation"),
        ("debian:12", "release"),
        ("debian", "distribution"),
        ("arch", "release"),
    ],
)
def test_show_takes_an_implementation_a_distribution_and_a_release(name: str, kind: str) -> None:
    shown = _json("show", name)
    assert (shown["format"], shown["kind"]) == ("dropexec-show/1", kind)
    done = _run("show", name)
    assert (done.exit_code, done.output[-1], done.output[-2] != "\n") == (0, "\n", True)


@pytest.mark.parametrize(
    "arguments", [["show", "debiann"], ["show", "debiann", "--json"], ["show", "debian:42"]]
)
def test_an_unknown_name_is_one_line_and_status_1(arguments: list[str]) -> None:
    done = _run(*arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: no ")
    assert done.output.count("\n") == 1


def test_a_wrong_option_is_status_2() -> None:
    assert _run("show", "--yaml", "debian").exit_code == 2


@pytest.fixture
def alpine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this machine an Alpine one."""
    for name, content in {
        "etc/os-release": "ID=alpine\nVERSION_ID=3.22.1\n",
        "bin/busybox": "ELF",
        "lib/apk/db/installed": "P:busybox\nV:1.37.0-r18\nF:bin\nR:busybox\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "bin/su").symlink_to("busybox")
    here = functools.partial(identification.identify, root=tmp_path, ask=lambda _: "")
    monkeypatch.setattr(identification, "identify", here)


@pytest.mark.usefixtures("alpine")
def test_here_is_this_machines_su() -> None:
    shown = _json("here")
    assert {
        key: shown[key] for key in ("distribution", "release", "implementation", "version", "path", "package")
    } == {
        "distribution": "alpine",
        "release": "3.22.1",
        "implementation": "busybox-su",
        "version": "1.37.0-r18",
        "path": "/bin/busybox",
        "package": "busybox",
    }
    assert _run("here").output.startswith(
        "Alpine Linux 3.22.1: busybox-su 1.37.0-r18\nfile      /bin/busybox (package busybox)\n"
    )


def test_a_machine_without_a_known_su_is_one_line_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = functools.partial(identification.identify, root=tmp_path, ask=lambda _: "")
    monkeypatch.setattr(identification, "identify", here)
    done = _run("here", "--json")
    assert (done.exit_code, done.output) == (
        1, "Error: there is no su on this machine; compat probe finds out what it does\n",
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "start"), [("html", "<!doctype html>\n"), ("md", "# What su does")])
def test_report_is_one_page_of_the_asked_format(kind: str, start: str) -> None:
    done = _run("report", "--format", kind)
    assert done.exit_code == 0
    assert done.output.startswith(start)


def test_report_of_a_file_that_is_no_recording_is_one_line_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    done = _run("report", "--recordings", str(tmp_path))
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {tmp_path}/bad.json: not a recording")


def test_probe_is_mounted_and_imported_only_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("dropexec.ctl.probe")

    @click.command()
    def probe() -> None:
        """Stand in."""
        click.echo("probed")

    module.command = probe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dropexec.ctl.probe", None)
    shown = _run("--help")
    assert shown.exit_code == 0
    assert "run a real su" in shown.output
    monkeypatch.setitem(sys.modules, "dropexec.ctl.probe", module)
    assert _run("probe").output == "probed\n"


def _recorded(tmp_path: Path, **values: Any) -> str:
    file = tmp_path / "run.json"
    rest = examples.event(2.0, "output", stream="stderr", text=" ...killed.\n")
    file.write_text(json.dumps({**recording([*examples.util_linux_slow(), rest]).to_json(), **values}))
    return str(file)


SU = {"name": "su", "path": "/usr/bin/su", "version": "2.38.1", "package": "util-linux 2.38.1-5+deb12u3"}


def test_a_recording_is_shown_by_its_file(tmp_path: Path) -> None:
    file = _recorded(tmp_path)
    done = _run("show", file)
    assert done.exit_code == 0
    assert done.output.startswith("su 2.38.1, slow: kills-slow-shutdown\n")
    assert "supervisor" in done.output
    assert max(map(len, done.output.splitlines())) <= 80
    assert _json("show", file)["format"] == "dropexec-recording/1"


def test_a_recording_that_agrees_with_the_catalogue_is_status_0(tmp_path: Path) -> None:
    file = _recorded(tmp_path, tool=SU)
    done = _run("compare", file)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("su util-linux 2.38.1-5+deb12u3, slow: agree\n")
    assert "\n  agree        grace_seconds\n" in done.output
    assert max(map(len, done.output.splitlines())) <= 80 or " " not in file
    document = _json("compare", file)
    jsonschema.validate(document, json.loads(schemas.text("compare")))
    assert (document["verdict"], document["send"]) == ("agree", False)


def test_a_recording_that_disagrees_is_status_1_and_worth_sending(tmp_path: Path) -> None:
    facts = recording(examples.util_linux_slow()).facts
    file = _recorded(tmp_path, tool=SU, facts={**facts, "grace_seconds": 7.0})
    done = _run("compare", file)
    assert done.exit_code == 1
    assert done.output.startswith("su util-linux 2.38.1-5+deb12u3, slow: disagree\n")
    assert "\n  disagree     grace_seconds: claimed 2 s" in done.output
    assert f"\nsend in   {file}" in done.output
    done = _run("compare", file, "--json")
    assert (done.exit_code, json.loads(done.output)["send"]) == (1, True)


def test_a_recording_of_what_the_catalogue_does_not_hold_is_inconclusive_and_worth_sending(
    tmp_path: Path,
) -> None:
    file = _recorded(tmp_path, tool={**SU, "name": "frobsu", "package": None})
    document = _json("compare", file)
    assert (document["verdict"], document["release"], document["send"]) == ("inconclusive", None, True)


@pytest.mark.parametrize("command", ["compare", "show"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [("{", "not a recording: "), ("[]", "not a recording: "), ('{"format": "x"}', "not a recording: ")],
)
def test_a_file_that_is_no_recording_is_one_line_and_status_125(
    tmp_path: Path, command: str, content: str, reason: str
) -> None:
    (tmp_path / "bad.json").write_text(content)
    done = _run(command, str(tmp_path / "bad.json"))
    assert done.exit_code == 125
    assert done.output.startswith(f"Error: cannot read {tmp_path}/bad.json: {reason}")
    assert done.output.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line_and_status_125() -> None:
    done = _run("compare", "/nowhere/run.json")
    assert (done.exit_code, done.output) == (
        125,
        "Error: cannot read /nowhere/run.json: No such file or directory\n",
    )


def test_a_wish_for_no_colours_is_heeded_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _recorded(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    coloured = CliRunner().invoke(main, ["compat", "show", file], color=True)
    assert "\x1b[" in coloured.output
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            assert "\x1b[" not in CliRunner().invoke(main, ["compat", "show", file], color=True).output
