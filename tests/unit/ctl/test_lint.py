"""``dropexecctl lint``: options, statuses, what is printed and what is written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from dropexec import schemas
from dropexec.ctl.lint import command

UNIT = "[Unit]\nDescription=x\n\n[Service]\nExecStart=/bin/su orchid -c 'exec /opt/orchid/serve'\n"
MENDED = UNIT.replace(
    "/bin/su orchid -c 'exec /opt/orchid/serve'", "/usr/bin/dropexec -E orchid /opt/orchid/serve"
)
PASSWD = "root:x:0:0::/root:/bin/bash\norchid:x:5001:5001::/srv/orchid:/bin/bash\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    (place / "etc").mkdir(parents=True)
    (place / "etc/passwd").write_text(PASSWD)
    (place / "etc/group").write_text("orchid:x:5001:\n")
    (place / "etc/os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    return place


def run(*words: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], input=text)


def report(*words: str | Path, text: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(run(*words, "--format", "json", text=text).stdout)
    jsonschema.validate(content, json.loads(schemas.text("lint")))
    return content


def test_nothing_found_is_status_0(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(MENDED)
    result = run("--root", root, file)
    assert (result.exit_code, result.stdout) == (0, "nothing found; 1 file looked at\n")


def test_findings_are_status_1_and_exit_zero_makes_it_0(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    assert run("--root", root, file).exit_code == 1
    assert run("--root", root, "--exit-zero", file).exit_code == 0


def test_what_cannot_be_read_is_status_2_whatever_else_there_is(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.service").write_text(UNIT)
    result = run("--root", root, "--exit-zero", tmp_path / "a.service", tmp_path / "absent.service")
    assert result.exit_code == 2
    assert (
        result.stderr == f"{tmp_path}/absent.service: unreadable: cannot be read: no such file or directory\n"
    )


def test_the_json_of_a_finding_is_whole(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    [finding] = report("--root", root, "--distro", "debian:12", file)["findings"]
    start = UNIT.index("/bin/su")
    assert finding == {
        "file": str(file),
        "line": 5,
        "column": 11,
        "end_line": 5,
        "end_column": 53,
        "rule": "su-in-exec",
        "severity": "warning",
        "message": (
            "ExecStart= runs the service under su: Debian 12's su (util-linux 2.38.1) stays as its parent "
            "and kills the service 2 s after SIGTERM; User=orchid does without (user-directive), "
            "else dropexec"
        ),
        "original": "ExecStart=/bin/su orchid -c 'exec /opt/orchid/serve'",
        "replacement": "ExecStart=/usr/bin/dropexec -E orchid /opt/orchid/serve",
        "fix": "safe",
        "why": None,
        "edits": finding["edits"],
        "assumes": [],
        "notes": [
            (
                "under KillMode=control-group systemd signals the service as well, unless pam_systemd has "
                "moved it into a session scope"
            )
        ],
    }
    assert finding["edits"][0]["start"] == start


def test_the_edits_are_byte_offsets_that_make_the_replacement(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    text = UNIT.replace("Description=x", "Description=für")
    file.write_text(text)
    data = text.encode()
    [finding] = report("--root", root, file)["findings"]
    for edit in sorted(finding["edits"], key=lambda item: -item["start"]):
        data = data[: edit["start"]] + edit["text"].encode() + data[edit["end"] :]
    assert data.decode() == MENDED.replace("Description=x", "Description=für")


def test_fix_writes_the_file_and_reports_what_was_fixed(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    file.chmod(0o640)
    content = report("--root", root, "--fix", file)
    assert file.read_text() == MENDED
    assert file.stat().st_mode & 0o777 == 0o640
    assert ([item["rule"] for item in content["fixed"]], content["findings"]) == (["su-in-exec"], [])
    assert os.listdir(tmp_path) == ["root", "a.service"] or sorted(os.listdir(tmp_path)) == [
        "a.service",
        "root",
    ]


def test_fix_twice_changes_nothing_the_second_time(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    run("--root", root, "--fix", file)
    before = file.stat()
    assert run("--root", root, "--fix", file).exit_code == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fix_names_the_daemon_reload(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    assert run("--root", root, "--fix", file).stdout.endswith("then run: systemctl daemon-reload\n")


def test_an_unsafe_fix_needs_its_flag_and_says_why(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT.replace("/bin/su orchid", "/bin/su -m orchid"))
    [finding] = report("--root", root, "--fix", file)["findings"]
    assert (finding["fix"], "HOME" in finding["why"]) == ("unsafe", True)
    assert report("--root", root, "--fix", "--unsafe-fixes", file)["findings"] == []
    assert file.read_text() == MENDED


def test_the_diff_is_a_patch_that_names_its_rules_and_lists_what_remains(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT + "ExecStop=/bin/sh -c 'kill $(cat /run/x.pid)'\n")
    result = run("--root", root, "--diff", file)
    assert result.exit_code == 1
    assert file.read_text().startswith(UNIT)
    assert "@@ -2,5 +2,5 @@ su-in-exec\n" in result.stdout
    assert "[kill-pidfile]" in result.stdout
    start = result.stdout.index("--- ")
    diff, rest = result.stdout[start:].split(f"\n{file}:", 1)
    assert diff.splitlines() == [
        f"--- a{file}",
        f"+++ b{file}",
        "@@ -2,5 +2,5 @@ su-in-exec",
        " Description=x",
        " ",
        " [Service]",
        "-ExecStart=/bin/su orchid -c 'exec /opt/orchid/serve'",
        "+ExecStart=/usr/bin/dropexec -E orchid /opt/orchid/serve",
        " ExecStop=/bin/sh -c 'kill $(cat /run/x.pid)'",
    ]
    assert "[kill-pidfile]" in rest


def test_a_diff_of_what_can_all_be_fixed_is_status_1_and_none_is_0(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT)
    assert run("--root", root, "--diff", file).exit_code == 1
    assert run("--root", root, "--diff", "--exit-zero", file).exit_code == 0
    file.write_text(MENDED)
    assert (run("--root", root, "--diff", file).exit_code, file.read_text()) == (0, MENDED)


def test_standard_input_is_mended_on_standard_output(root: Path) -> None:
    result = run("--root", root, "--fix", "--stdin-filename", "x.service", "-", text=UNIT)
    assert (result.exit_code, result.stdout) == (0, MENDED)
    assert "1 fixed" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--select", "su-in-exce"], "no rule is called 'su-in-exce'; did you mean su-in-exec?"),
        (["--explain", "nothing"], "no rule is called 'nothing'; --list-rules lists them"),
        (["--distro", "debain:12"], "no distribution is called 'debain'"),
        (["--fix", "--diff"], "--fix and --diff are mutually exclusive"),
        (["-"], "standard input (-) is linted by itself, and needs --stdin-filename"),
        (["--root", "/nowhere"], "cannot lint /nowhere: it is neither a directory nor an image"),
    ],
)
def test_a_wrong_command_line_is_status_2(words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_rules_are_chosen_and_severities_bound(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.service"
    file.write_text(UNIT + "TimeoutStopSec=300\n")

    def found(*words: str) -> list[str]:
        return [item["rule"] for item in report("--root", root, *words, file)["findings"]]

    assert found() == ["su-in-exec", "stop-timeout-ignored"]
    assert found("--min-severity", "error") == ["stop-timeout-ignored"]
    assert found("--ignore", "su-in-exec") == ["stop-timeout-ignored"]
    assert found("--select", "user-directive") == ["user-directive"]
    assert found("--extend-select", "user-directive,exec-tool") == [
        "su-in-exec",
        "stop-timeout-ignored",
        "user-directive",
    ]


def test_a_rule_explains_itself() -> None:
    lines = run("--explain", "pid-of-su").stdout.splitlines()
    assert lines[0] == "pid-of-su (error)"
    assert [line for line in lines if line.endswith(":") and not line.startswith(" ")] == [
        "What:",
        "Why it bites:",
        "How to mend it:",
        "When to ignore it:",
    ]
    assert max(map(len, lines)) <= 78


def test_the_rules_are_listed_with_a_mark_at_those_that_are_off() -> None:
    lines = run("--list-rules").stdout.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("-")] == [
        "exec-tool",
        "user-directive",
        "daemon-user",
    ]
    assert len(lines) == 34
