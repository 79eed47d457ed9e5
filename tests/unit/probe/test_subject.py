"""A subject is the file that would run, its template and its release."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropexec.machine.packages import Package
from dropexec.probe import subject
from dropexec.probe.errors import ProbeError
from dropexec.probe.subject import Subject, find, from_template, installed, named
from dropexec.probe.tools import TOOLS, Tool


def program(directory: Path, name: str, script: str) -> str:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A directory that is the supervisor's whole PATH, whose files are no package's."""
    monkeypatch.setattr(subject, "PATH", str(tmp_path))
    monkeypatch.setattr(subject, "owner", lambda *_: None)
    return tmp_path


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("su from util-linux 2.38.1", "2.38.1"),
        ("Sudo version 1.9.13p3", "1.9.13p3"),
        ("1.14 (go1.19.8 on linux/amd64; gc)", "1.14"),
        ("BusyBox v1.35.0 (Debian 1:1.35.0-4) multi-call binary.", "1.35.0"),
        ("no number here", None),
    ],
)
def test_the_version_is_what_the_tool_says(path: Path, says: str, version: str | None) -> None:
    program(path, "su", f"test \"$*\" = --version && echo '{says}' && echo 9.9.9")
    found = find(TOOLS["su"])
    assert found is not None
    assert (found.path, found.version) == (str(path / "su"), version)


def test_without_one_it_is_the_packages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "owner", lambda *_: Package("runit", "1:2.1.2-54", ""))
    program(path, "chpst", "exit 100")
    found = find(TOOLS["chpst"])
    assert found is not None
    assert found.version == "2.1.2"


def test_a_multi_call_binary_counts_only_with_the_applet(path: Path) -> None:
    program(path, "busybox", "echo ash; echo sum")
    assert find(TOOLS["busybox-su"]) is None
    program(path, "busybox", "echo ash; echo su")
    found = find(TOOLS["busybox-su"])
    assert found is not None
    assert found.template[:2] == (str(path / "busybox"), "su")


def test_an_absolute_candidate_is_found_outside_the_path(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "cargo"
    elsewhere.mkdir()
    absolute = program(elsewhere, "su", "true")
    found = find(Tool("su-rs", ("su-rs", absolute), ("{argv}",)))
    assert found is not None
    assert found.path == absolute


def test_a_tool_is_found_by_its_name_and_all_that_are_there_at_once(path: Path) -> None:
    for name in ("su", "gosu", "unheard-of"):
        program(path, name, "true")
    assert named("gosu") == Subject("gosu", str(path / "gosu"), (str(path / "gosu"), "{user}", "{argv}"))
    assert [one.name for one in installed() if one.path.startswith(str(path))] == ["su", "gosu"]


def test_what_is_not_there_is_said_with_where_it_was_looked_for(path: Path) -> None:
    with pytest.raises(ProbeError, match=f"cannot probe gosu: it is not installed .* in {path}"):
        named("gosu")
    with pytest.raises(ProbeError, match="cannot probe frob: not a tool that the probe knows"):
        named("frob")
    with pytest.raises(ProbeError, match="cannot probe frob: no such command"):
        from_template(["frob", "{argv}"])


def test_a_template_of_ones_own_has_an_absolute_path_and_the_tables_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = program(path, "su", 'test "$*" = --version && echo su from util-linux 2.99.1')
    found = from_template(["su", "-P", "{user}", "-c", "{shell_command}"])
    assert found == Subject("su", where, (where, "-P", "{user}", "-c", "{shell_command}"))
    assert (found.version, found.package) == ("2.99.1", None)
    monkeypatch.chdir(path)
    assert from_template(["./su", "{argv}"]).path == where
    monkeypatch.chdir("/")
    assert from_template([where, "{argv}"]).path == where


@pytest.mark.parametrize(
    ("name", "package", "arguments", "expected"),
    [
        ("su", "util-linux", TOOLS["su"].arguments, "util-linux-su"),
        ("su", None, TOOLS["su"].arguments, "su"),
        ("gosu", "gosu", TOOLS["gosu"].arguments, "gosu"),
        ("s6-setuidgid", "s6", TOOLS["s6-setuidgid"].arguments, "s6-setuidgid"),
        ("doas", "opendoas", TOOLS["doas"].arguments, "opendoas"),
        ("su", "util-linux", ("-P", "{user}", "-c", "{shell_command}"), "util-linux-su-P-c"),
    ],
)
def test_the_name_for_files_tells_implementations_and_ways_to_call_them_apart(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str | None, arguments: tuple[str, ...], expected: str
) -> None:
    monkeypatch.setattr(subject, "owner", lambda *_: Package(package, "1", "") if package else None)
    assert Subject(name, "/x", ("/x", *arguments)).implementation == expected
