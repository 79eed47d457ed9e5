from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from dropexec.compat import identify as identification
from dropexec.compat.load import catalogue
from dropexec.ctl import compat, main

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
    monkeypatch.setattr(
        compat, "identify", lambda known: identification.identify(known, tmp_path, lambda _: "")
    )


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
        "su is /bin/busybox, of package busybox\nalpine 3.22.1: busybox-su 1.37.0-r18\n"
    )


def test_a_machine_without_a_known_su_is_one_line_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        compat, "identify", lambda known: identification.identify(known, tmp_path, lambda _: "")
    )
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
