"""Fixed files: nothing left to fix, and still accepted by those that read them."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.unit.lint.conftest import Lint
from tests.unit.lint.test_corpus import CORPUS, OFF, READ, linted, read

FIXED = [name for name in READ if read(name)["flag"] and read(name)["translatable"] != "no"]


def more(name: str) -> tuple[str, ...]:
    return () if read(name)["on_by_default"] else OFF


def fixed(lint: Lint, name: str) -> bytes:
    return bytes(linted(lint, name, more=more(name), mends=True, unsafe=True).after.data)


def of(*formats: str) -> list[str]:
    return [name for name in FIXED if read(name)["format"] in formats]


@pytest.mark.parametrize("name", FIXED)
def test_a_fixed_file_has_nothing_left_to_fix(lint: Lint, name: str) -> None:
    image = read(name)["format"] == "dockerfile"
    once = fixed(lint, name)
    assert once != (CORPUS / name).read_bytes()
    how: dict[str, Any] = {"accounts": not image, "distribution": None if image else "debian:12"}
    again = lint(name, once, more=more(name), mends=True, unsafe=True, **how)
    assert again.after.data == once
    assert [finding.rule for finding in again.remains.findings if finding.fix.edits] == []


@pytest.mark.parametrize("name", of("shell", "shell-entrypoint", "sysv", "openrc", "runit", "s6"))
def test_bash_accepts_a_fixed_script(lint: Lint, name: str) -> None:
    done = subprocess.run(["bash", "-n"], input=fixed(lint, name), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", of("dockerfile"))
def test_the_builders_parser_accepts_a_fixed_dockerfile(lint: Lint, name: str) -> None:
    dockerfile = pytest.importorskip("dockerfile", reason="the module dockerfile is not installed")
    before = dockerfile.parse_string((CORPUS / name).read_text())
    after = dockerfile.parse_string(fixed(lint, name).decode())
    assert [command.cmd for command in after] == [command.cmd for command in before]
    assert "dropexec" in "".join(command.original for command in after) + str(after)


@pytest.mark.parametrize("line", ["expect fork", "expect  fork"])
def test_expect_fork_goes_with_the_tool_that_forked(lint: Lint, line: str) -> None:
    text = f"description x\n{line}\nrespawn\nexec su orchid -c 'exec /opt/serve'\n"
    result = lint("orchid.conf", text, mends=True)
    assert result.after.data == b"description x\nrespawn\nexec dropexec -E orchid /opt/serve\n"
    assert [finding.rule for finding in result.fixed] == ["su-in-exec", "upstart-expect"]


def test_two_commands_of_a_line_are_mended_in_one_round(lint: Lint) -> None:
    text = "[Service]\nType=oneshot\nExecStart=/bin/su orchid -c /a ; -/bin/su orchid -c /b\n"
    result = lint("x.service", text, more=("user-directive",), mends=True)
    assert result.after.data.decode().splitlines()[-1] == (
        "ExecStart=/usr/bin/dropexec -E orchid /a ; -/usr/bin/dropexec -E orchid /b"
    )


def test_a_command_within_the_quotes_of_another_shell_keeps_them(lint: Lint) -> None:
    text = "[Service]\nExecStart=/bin/sh -c 'ulimit -n 9; exec su orchid -c \"exec /opt/serve a\"'\n"
    result = lint("x.service", text, mends=True)
    line = result.after.data.decode().splitlines()[-1]
    assert line == "ExecStart=/bin/sh -c 'ulimit -n 9; exec dropexec -E orchid /opt/serve a'"


def test_the_user_directive_takes_the_tools_place_when_it_is_asked_for(lint: Lint) -> None:
    text = "[Service]\nExecStart=/bin/su orchid -c 'exec /opt/serve --x'\n"
    result = lint("x.service", text, more=("user-directive",), mends=True, unsafe=True)
    assert result.after.data.decode() == "[Service]\nUser=orchid\nExecStart=/opt/serve --x\n"


def test_an_image_gets_its_user_instruction(lint: Lint) -> None:
    text = 'FROM debian:12\nCMD ["su", "-", "orchid", "-c", "/opt/orchid/bin/serve"]\n'
    result = lint("Dockerfile", text, only=("user-directive",), mends=True, unsafe=True, accounts=False)
    assert result.after.data.decode() == 'FROM debian:12\nUSER orchid\nCMD ["/opt/orchid/bin/serve"]\n'
