"""What is no file of a service, or no file at all: one line each, and nothing that blocks."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from dropexec.lint import walk
from dropexec.lint.documents.document import Unreadable

SCRIPT = b"#!/bin/sh\nexec su orchid -c serve\n"


def said(*paths: Path) -> list[str]:
    result = CliRunner().invoke(command, [str(path) for path in paths])
    assert result.exit_code == 2
    return result.stderr.splitlines()


def test_each_bad_file_of_a_directory_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.service")
    (tmp_path / "b.service").write_bytes(b"\0\1")
    with open(tmp_path / "c.sh", "wb") as file:
        file.write(SCRIPT)
        file.write(b"# filler\n" * (walk.LARGEST // 8))
    (tmp_path / "d").symlink_to("d")
    (tmp_path / "e").mkdir()
    (tmp_path / "e/up").symlink_to("..")
    (tmp_path / "f.sh").write_bytes(b"#!/bin/sh\nsu 'x\n")
    (tmp_path / "g.service").write_bytes(b"[Service]\nsu\n")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "h"))
        lines = said(tmp_path)
    assert lines == [
        f"{tmp_path}/a.service: unreadable: is a FIFO, no regular file",
        f"{tmp_path}/b.service: unreadable: is a binary file: it holds NUL bytes",
        f"{tmp_path}/c.sh: unreadable: is larger than 8 MiB, which no such file is; not read",
        f"{tmp_path}/d: unreadable: cannot be read: too many levels of symbolic links",
        f"{tmp_path}/e/up: unreadable: is a link to a directory that it stands in; it is not followed",
        f"{tmp_path}/h: unreadable: is a socket, no regular file",
        f"{tmp_path}/f.sh:2:4: unreadable: reached EOF without closing quote '",
        f"{tmp_path}/g.service:2:1: unreadable: is neither a section, an assignment nor a comment",
    ] or lines[-2].startswith(f"{tmp_path}/f.sh:2:4: unreadable: reached EOF without closing quote")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/null", "is a device, no regular file"),
        ("/dev/zero", "is a device, no regular file"),
        ("/nowhere/x.service", "cannot be read: no such file or directory"),
        (__file__, "is none of the formats that lint reads (dropexecctl-lint(1) lists them)"),
    ],
)
def test_a_path_that_a_person_names_is_never_passed_over(path: str, reason: str) -> None:
    assert said(Path(path)) == [f"{path}: unreadable: {reason}"]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root reads everything, so that the refusal is made up.
    def refuse(*words: object, **named: object) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.service").write_text("x")
    monkeypatch.setattr("dropexec.lint.walk.os.open", refuse)
    found = walk.read(walk.Target(str(tmp_path / "a.service"), "a.service", False), walk.mentions_tool)
    assert found == Unreadable("a.service", 0, 0, "cannot be read: permission denied")


def test_what_is_not_a_definition_is_passed_over_in_a_walk(tmp_path: Path) -> None:
    for name in (".git", "node_modules", "vendor"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.sh").write_bytes(SCRIPT)
    (tmp_path / "x.py").write_bytes(b"su sudo\n")
    (tmp_path / "x.md").write_bytes(b"exec su orchid -c serve\n")
    (tmp_path / "zsh").write_bytes(b"#!/bin/zsh\nexec su orchid -c serve\n")
    (tmp_path / "binary").write_bytes(b"\x7fELF\0su \0")
    (tmp_path / "gone.service").symlink_to("nowhere")
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "word", ["su", "sudo -u x", "/bin/su", "su-exec", "s6-setuidgid", "start-stop-daemon", "pkill"]
)
def test_a_word_that_a_rule_speaks_of_is_seen(word: str) -> None:
    assert walk.mentions_tool(f"exec {word} x".encode())


@pytest.mark.parametrize("text", ["result", "issue", "sum", "skill", "x.su", "sus"])
def test_a_word_that_only_holds_such_letters_is_not(text: str) -> None:
    assert not walk.mentions_tool(text.encode())


@pytest.mark.parametrize("data", [b"\xff\xfe#\n", b"[Service]\r\nExecStart=/bin/su orchid -c 'exec /x'\r\n"])
def test_bytes_that_are_no_utf_8_and_carriage_returns_stay(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.service"
    file.write_bytes(data)
    CliRunner().invoke(command, ["--fix", "--unsafe-fixes", "--launcher", "/usr/bin/dropexec", str(file)])
    assert file.read_bytes() in (data, b"[Service]\r\nExecStart=/usr/bin/dropexec -E orchid /x\r\n")


def test_nothing_is_half_written_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.service"
    file.write_bytes(b"[Service]\nExecStart=/bin/su orchid -c 'exec /x'\n")
    monkeypatch.setattr("dropexec.lint.edits.os.fsync", full)
    result = CliRunner().invoke(command, ["--fix", "--unsafe-fixes", str(file)])
    assert result.exit_code == 2
    assert (
        result.stderr == f"{file}: unreadable: cannot be written: no space left on device; it is as it was\n"
    )
    assert file.read_bytes() == b"[Service]\nExecStart=/bin/su orchid -c 'exec /x'\n"
    assert os.listdir(tmp_path) == ["a.service"]


def test_a_name_that_is_no_utf_8_is_printed_and_the_file_is_mended(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff.service"
    with open(file, "wb") as written:
        written.write(b"[Service]\nExecStart=/bin/su orchid -c 'exec /x'\n")
    for kind in ("text", "json"):
        result = CliRunner().invoke(command, ["--format", kind, str(tmp_path)])
        assert (result.exit_code, "\N{REPLACEMENT CHARACTER}.service" in result.stdout) == (1, True)
    CliRunner().invoke(command, ["--fix", "--unsafe-fixes", str(tmp_path)])
    with open(file, "rb") as mended:
        assert mended.read() == b"[Service]\nExecStart=/usr/bin/dropexec -E orchid /x\n"


def test_a_pipe_gets_no_progress_and_a_run_tells_of_it(tmp_path: Path) -> None:
    from dropexec.lint import run
    from dropexec.lint.finding import Severity
    from dropexec.lint.settings import Settings, select

    (tmp_path / "a.service").write_bytes(b"[Service]\nExecStart=/bin/su orchid -c 'exec /x'\n")
    assert "\r" not in CliRunner().invoke(command, [str(tmp_path)]).stderr
    told: list[tuple[int, int]] = []
    settings = Settings("/", select((), (), (), Severity.NOTE, True))
    run.run([(str(tmp_path), str(tmp_path))], settings, False, lambda done, of: told.append((done, of)))
    assert told[-1] == (1, 1)


def test_a_script_whose_whole_name_is_a_suffix_is_looked_at(tmp_path: Path) -> None:
    for name in ("a", "go", "map", "x.py"):
        (tmp_path / name).write_bytes(SCRIPT)
    found = [
        target.name
        for target in walk.targets([(str(tmp_path), ".")], Path("/"))
        if isinstance(target, walk.Target)
    ]
    assert found == ["a", "go", "map"]


def test_a_name_forges_no_line_and_steers_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "x\n\x1b[31m.service").write_bytes(b"[Service]\nsu\n")
    assert said(tmp_path) == [
        f"{tmp_path}/x\\n\\x1b[31m.service:2:1: unreadable: is neither a section, an assignment nor a comment"
    ]


def test_a_finding_in_a_file_of_such_a_name_is_one_line(tmp_path: Path) -> None:
    name = tmp_path / "x\n\x1b[31m\t.sh"
    name.write_bytes(SCRIPT)
    result = CliRunner().invoke(command, [str(name)])
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout
    assert result.stdout.startswith(f"{tmp_path}/x\\n\\x1b[31m\t.sh:2:6: ")
