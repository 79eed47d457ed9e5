"""``dropexecctl explain`` from the outside: what it says is what dropexec then does."""

from __future__ import annotations

import json
import os
import pty
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dropexec import schemas
from dropexec.launcher.capability import names
from dropexec.launcher.options import USAGE

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"
CTL = (sys.executable, "-m", "dropexec.ctl", "explain")
LAUNCHER = (sys.executable, "-I", "-m", "dropexec")
RLIMITS = ("cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks")

CALLER = {
    "TERM": "dumb",
    "LC_ALL": "C.UTF-8",
    "SECRET": "s",
    "JAVA_HOME": "/j",
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
}


@pytest.fixture(scope="module")
def report(world: Path, scratch_accounts: None) -> Iterator[tuple[str, ...]]:
    """The target that says what it was started as."""
    directory = world / "explain"
    directory.mkdir()
    shutil.copy(ROOT / "tests/contract/report.py", directory)
    yield (PYTHON, "-IS", str(directory / "report.py"))
    shutil.rmtree(directory)


def run(
    *words: Any, env: dict[str, str] | None = None, cwd: str | Path = "/", **popen: Any
) -> subprocess.CompletedProcess[bytes]:
    environment = {**CALLER, **(env or {}), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        words,
        env=environment,
        cwd=cwd,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
        **popen,
    )


SCHEMA = jsonschema.Draft202012Validator(json.loads(schemas.text("explain")))


def explained(*words: Any, status: int = 0, **options: Any) -> dict[str, Any]:
    outcome = run(*CTL, "--json", *words, **options)
    assert outcome.returncode == status
    document: dict[str, Any] = json.loads(outcome.stdout)
    SCHEMA.validate(document)
    assert document["status"] == status
    return document


def reported(*argv: str | bytes, **options: Any) -> dict[str, Any]:
    outcome = run(*argv, **options)
    assert (outcome.returncode, outcome.stderr) == (0, b"")
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def sets(capabilities: dict[str, int]) -> dict[str, list[str]]:
    kinds = {
        "ambient": "CapAmb",
        "bounding": "CapBnd",
        "inheritable": "CapInh",
        "permitted": "CapPrm",
        "effective": "CapEff",
    }
    return {kind: names(capabilities[field]) for kind, field in kinds.items()}


def credentials(found: dict[str, Any]) -> tuple[Any, ...]:
    return (found["uids"], found["gids"], found["groups"], found["capabilities"], found["no_new_privs"])


PLANS: list[tuple[str, ...]] = [
    ("dxuser",),
    ("root",),
    ("dxmany",),
    ("12345:54321",),
    ("4294967294:4294967294",),
    ("dxuser:dxother",),
    ("--init-groups", "dxuser:dxother"),
    ("--groups=dxother,70000", "dxuser"),
    ("--add-groups=70000", "dxuser"),
    ("--clear-groups", "dxuser"),
    ("--keep-groups", "dxuser"),
    ("-E", "dxuser"),
    ("--preserve-env=JAVA_*", "-e", "A=b c%$\\\"'", "-e", "A2=x=y", "--unset-env=LC_*", "dxuser"),
    ("-e", "-odd=1", "--unset-env=*", "dxuser"),
    ("--unset-env=*", "dxuser"),
    ("--chdir=/usr/../tmp", "dxuser"),
    ("--chdir=~", "dxlone"),
    (
        "--umask=0027",
        "--rlimit=nofile=512:1024",
        "--rlimit=core=0",
        "--nice=5",
        "--oom-score-adj=500",
        "dxuser",
    ),
    ("--no-new-privs", "--pdeathsig=TERM", "dxuser"),
    ("--ambient-caps=net_bind_service,chown", "dxuser"),
    ("--ambient-caps=chown", "root"),
    ("--bounding-caps=none", "dxuser"),
    ("--bounding-caps=chown,net_raw", "--ambient-caps=chown", "dxuser"),
    ("--bounding-caps=chown", "root"),
    ("--close-fds", "--no-tty", "dxuser"),
]


@pytest.mark.root
@pytest.mark.parametrize("words", PLANS, ids=" ".join)
def test_what_is_explained_is_what_dropexec_then_does(
    report: tuple[str, ...], words: tuple[str, ...]
) -> None:
    said = explained(*words, *report)
    # PYTHONPATH is the tests' own way to the package; the launcher refuses it as root.
    did = json.loads(
        subprocess.run(
            [*LAUNCHER, *words, *report],
            env={**CALLER, "PYTHONPATH": str(ROOT)},
            cwd="/",
            capture_output=True,
            check=True,
        ).stdout
    )
    assert [said["uid"]] * 4 == did["uids"]
    assert [said["gid"]] * 4 == did["gids"]
    assert said["groups"] == did["groups"]
    assert {variable["name"]: variable["value"] for variable in said["environment"]} == did["environment"]
    assert said["directory"] == did["directory"]
    assert said["command"] == did["argv"]
    assert said["umask"] == did["umask"]
    assert sets(did["capabilities"]) == said["capabilities"]
    assert int(said["no_new_privs"]) == did["no_new_privs"]
    for name, limit in said["rlimits"].items():
        number = getattr(resource, f"RLIMIT_{name.upper()}")
        assert [limit["soft"], limit["hard"]] == did["rlimits"][number]
    assert said["executable"] == PYTHON
    assert said["nice"] in (None, did["nice"])
    assert said["oom_score_adj"] in (None, did["oom_score_adj"])


@pytest.mark.root
@pytest.mark.parametrize("words", PLANS, ids=" ".join)
def test_the_setpriv_line_does_the_same(report: tuple[str, ...], words: tuple[str, ...]) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv of util-linux")
    did = reported(*LAUNCHER, *words, *report)
    line = explained(*words, *report)["equivalents"]["setpriv"]
    other = reported("/bin/sh", "-c", line)
    assert credentials(other) == credentials(did)
    assert other["environment"] == did["environment"]
    assert other["argv"] == did["argv"]
    assert other["directory"] == did["directory"]


@pytest.mark.root
def test_bytes_that_are_not_utf_8_pass_through_the_json_and_do_not_stop_the_page(
    report: tuple[str, ...],
) -> None:
    words = (b"-e", b"RAW=\xff\x1b[31m", "dxuser", *report, b"\xfe")
    said = explained(*words)
    assert said["command"][-1] == "\udcfe"
    assert {"name": "RAW", "value": "\udcff\x1b[31m", "origin": "set"} in said["environment"]
    other = reported("/bin/sh", "-c", os.fsencode(said["equivalents"]["setpriv"]))
    assert (other["environment"]["RAW"], other["argv"][-1]) == ("\udcff\x1b[31m", "\udcfe")
    for locale in ({}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}):
        outcome = run(*CTL, *words, env=locale)
        assert (outcome.returncode, outcome.stderr) == (0, b"")
        assert b"\\xff\\x1b[31m" in outcome.stdout
        assert b"\x1b" not in outcome.stdout


@pytest.mark.root
def test_the_document_has_the_documented_keys_and_types(report: tuple[str, ...]) -> None:
    said = explained("--rlimit=nofile=512:1024", "--rlimit=core=unlimited", "dxuser", *report)
    assert set(said) == {
        "format", "status", "security",
        "user", "uid", "gid", "groups", "group_names", "environment", "directory", "command", "argv0",
        "executable", "umask", "rlimits",
        "nice", "oom_score_adj", "capabilities", "missing_capabilities", "no_new_privs",
        "no_tty", "pdeathsig", "descriptors", "equivalents", "notes", "warnings",
    }  # fmt: skip
    assert (said["user"], said["uid"], said["gid"], said["groups"]) == (
        "dxuser",
        5001,
        5001,
        [5001, 5002, 5003],
    )
    assert said["group_names"] == {"5001": "dxuser", "5002": "dxsupa", "5003": "dxsupb"}
    assert said["rlimits"] == {
        "nofile": {"soft": 512, "hard": 1024},
        "core": {"soft": "unlimited", "hard": "unlimited"},
    }
    assert {variable["name"]: variable["origin"] for variable in said["environment"]} == {
        "TERM": "kept", "LC_ALL": "kept", "PATH": "login.defs", "HOME": "account", "USER": "account",
        "LOGNAME": "account", "SHELL": "account",
    }  # fmt: skip
    assert set(said["equivalents"]) == {"setpriv", "systemd"}


@pytest.mark.root
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            (),
            f"cannot run anything: the user is missing; usage: {USAGE}",
        ),
        (
            ("dxuser",),
            f'cannot run anything as "dxuser": the command is missing; usage: {USAGE}',
        ),
        (("nosuchuser", "true"), 'cannot find user "nosuchuser": no such account'),
        (("--umask=9", "dxuser", "true"), 'cannot use --umask "9": it is not an octal mask from 0 to 0777'),
        (
            ("--groups=5001", "--clear-groups", "dxuser", "true"),
            "cannot use --groups with --clear-groups: they are mutually exclusive; choose one",
        ),
        (("-E", "--json", "dxuser", "true"), 'cannot use "--json": no such option; see dropexec --help'),
        (
            ("-E", "--help"),
            "cannot explain --help: dropexec would print it and run nothing; run dropexec --help",
        ),
        (
            ("--version",),
            "cannot explain --version: dropexec would print it and run nothing; run dropexec --version",
        ),
    ],
)
def test_what_dropexec_refuses_is_one_line_and_125(
    scratch_accounts: None, words: tuple[str, ...], message: str
) -> None:
    outcome = run(*CTL, *words)
    assert (outcome.returncode, outcome.stdout, outcome.stderr.decode()) == (
        125,
        b"",
        f"dropexecctl: {message}\n",
    )
    assert explained(*words, status=125) == {
        "format": "dropexec-explain/1",
        "status": 125,
        "error": message,
    }


def test_help_is_explains_own_where_it_comes_first() -> None:
    outcome = run(*CTL, "--help")
    assert (outcome.returncode, outcome.stderr) == (0, b"")
    assert outcome.stdout.startswith(b"Usage: dropexecctl explain [--json] [--notes] [LAUNCHER OPTION]...")


@pytest.mark.root
def test_words_behind_the_user_belong_to_the_command_untouched(scratch_accounts: None) -> None:
    said = explained("--", "explain", "--", "echo", "--json", "--help", "--", "-E", "")
    assert (said["user"], said["command"]) == ("explain", ["echo", "--json", "--help", "--", "-E", ""])


@pytest.fixture
def locked(world: Path) -> Iterator[Path]:
    """A directory that only root may enter, with a program in it."""
    directory = world / "locked"
    directory.mkdir(mode=0o700)
    shutil.copy("/bin/true", directory / "program")
    yield directory
    shutil.rmtree(directory)


REFUSED = [
    ("dxuser", "nosuchprogram"),
    ("dxuser", "/tmp"),
    ("dxuser", "/etc/passwd"),
    ("dxuser", "{locked}/program"),
    ("dxuser", "{world}/not-executable"),
    ("dxuser", "{world}/no-interpreter"),
    ("dxuser", "{world}/no-format"),
    ("dxuser", "{world}/program-of-root"),
    ("--env=PATH={locked}:/nowhere", "dxuser", "program"),
    ("--env=PATH=", "dxuser", "program"),
    ("--chdir={locked}", "dxuser", "true"),
    ("--chdir=/nosuchdirectory", "dxuser", "true"),
    ("--rlimit=nofile=unlimited", "dxuser", "true"),
    ("--rlimit=nofile=64:9223372036854775807", "--umask=022", "dxuser", "true"),
    ("dxuser", ""),
]


@pytest.mark.root
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_the_target_cannot_reach_is_a_warning_in_the_launchers_own_words(
    scratch_accounts: None, world: Path, locked: Path, words: tuple[str, ...]
) -> None:
    for name, text, mode in (
        ("not-executable", "#!/bin/sh\n", 0o644),
        ("no-interpreter", "#!/nosuchinterpreter\n", 0o755),
        ("no-format", "echo\n", 0o755),
        ("program-of-root", "#!/bin/sh\n", 0o700),
    ):
        (world / name).write_text(text)
        os.chmod(world / name, mode)
    words = tuple(word.format(world=world, locked=locked) for word in words)
    launched = run(*LAUNCHER, *words)
    assert launched.returncode in (125, 126, 127)
    message = launched.stderr.decode().removeprefix("dropexec: ").removesuffix("\n")
    said = explained(*words, status=launched.returncode)
    assert said["executable"] is None
    assert said["error"] == message
    assert said["warnings"][0] == {"id": "would-fail", "message": f"dropexec would fail: {message}."}
    assert run(*CTL, *words).returncode == launched.returncode


@pytest.mark.root
def test_an_ambient_capability_lets_the_target_reach_more(scratch_accounts: None, locked: Path) -> None:
    words = ("--ambient-caps=dac_override", "dxuser", f"{locked}/program")
    assert run(*LAUNCHER, *words).returncode == 0
    assert explained(*words)["executable"] == f"{locked}/program"


@pytest.mark.root
def test_without_the_rights_the_plan_is_still_explained_and_the_lack_is_a_warning(
    scratch_accounts: None, world: Path
) -> None:
    # Only root may be able to reach the interpreter of the tests, so the lack is made of capabilities.
    before = ("setpriv", "--bounding-set=-setuid,-setgid", "--")
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv of util-linux")
    outcome = run(*before, *CTL, "--json", "dxuser", "true")
    assert (outcome.returncode, outcome.stderr) == (125, b"")
    said = json.loads(outcome.stdout)
    SCHEMA.validate(said)
    assert said["warnings"][0]["message"] == f"dropexec would end with status 125: {said['error']}."
    assert said["missing_capabilities"] == ["cap_setgid", "cap_setuid"]
    assert [warning["id"] for warning in said["warnings"][:2]] == ["would-fail", "own-rights"]
    assert [warning["message"] for warning in said["warnings"][:2]] == [
        (
            'dropexec would end with status 125: cannot become "dxuser" (uid 5001, gid 5001): '
            "this process lacks CAP_SETGID and CAP_SETUID; "
            "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)."
        ),
        (
            "The directory and the executable were looked up with this process's own rights, which may "
            'differ from those of "dxuser"; run explain as root to have them looked up with the target\'s.'
        ),
    ]


@pytest.mark.root
def test_systemd_accepts_the_directives(report: tuple[str, ...], world: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    for number, words in enumerate(PLANS):
        said = explained(*words, *report, 'a "b" \\ $HOME %i', ";", "")
        unit = world / f"dx{number}.service"
        unit.write_text("[Service]\n" + "\n".join(said["equivalents"]["systemd"]) + "\n")
        outcome = run("systemd-analyze", "verify", "--man=no", str(unit))
        about = [line for line in outcome.stderr.decode().splitlines() if unit.name in line]
        assert about == [], said["equivalents"]["systemd"]


@pytest.mark.root
@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals_that_want_it(
    scratch_accounts: None, env: dict[str, str], coloured: bool
) -> None:
    words = [*CTL, "dxuser", "true"]
    outer, inner = pty.openpty()
    with subprocess.Popen(
        words, env={**CALLER, **env, "PYTHONPATH": str(ROOT)}, cwd="/", stdin=inner, stdout=inner
    ) as process:
        os.close(inner)
        output = b""
        while True:
            try:
                chunk = os.read(outer, 65536)
            except OSError:  # EIO: the other end is closed
                break
            output += chunk
        os.close(outer)
    assert process.returncode == 0
    assert (b"\x1b[" in output) is coloured
    assert b"\x1b" not in run(*words).stdout


@pytest.mark.root
def test_a_directory_that_the_target_may_not_enter_is_a_warning(scratch_accounts: None, locked: Path) -> None:
    said = explained("dxuser", "true", cwd=locked)
    warning = next(warning for warning in said["warnings"] if warning["id"] == "directory-denied")
    assert f'"{locked}"' in warning["message"]
    elsewhere = explained("--chdir=/", "dxuser", "true", cwd=locked)
    assert "directory-denied" not in [warning["id"] for warning in elsewhere["warnings"]]


@pytest.mark.root
def test_file_capabilities_outside_the_bounding_set_are_foreseen(scratch_accounts: None, world: Path) -> None:
    if shutil.which("setcap") is None:
        pytest.skip("needs setcap")
    program = world / "with-capabilities"
    shutil.copy("/bin/true", program)
    subprocess.run(["setcap", "cap_net_raw,cap_chown+ep", str(program)], check=True)
    assert explained("dxuser", str(program))["executable"] == str(program)
    words = ("--bounding-caps=net_raw", "dxuser", str(program))
    launched = run(*LAUNCHER, *words)
    assert launched.returncode == 126
    message = launched.stderr.decode().removeprefix("dropexec: ").removesuffix("\n")
    assert explained(*words, status=126)["error"] == message


def foreseen(*words: str) -> int:
    """Return the status of the launcher, which explain has as well, with the launcher's message."""
    launched = run(*LAUNCHER, *words)
    said = explained(*words, status=launched.returncode)
    if launched.returncode:
        assert launched.stderr.decode() == f"dropexec: {said['error']}\n"
    return launched.returncode


@pytest.mark.root
def test_as_many_processes_as_the_limit_allows_are_foreseen() -> None:
    with subprocess.Popen(
        ["/bin/cat"], stdin=subprocess.PIPE, user=12399, group=12399, extra_groups=[]
    ) as other:
        assert foreseen("--rlimit=nproc=0", "12399:12399", "/bin/true") == 126
        other.communicate()


@pytest.mark.root
@pytest.mark.parametrize("stack", [1 << 20, 400_000])
def test_an_argument_list_that_is_too_long_is_foreseen_to_the_byte(stack: int) -> None:
    begin = (f"--rlimit=stack={stack}", "1:1", "/bin/true")
    most = [*begin, *["x" * 1000] * ((max(stack // 4, 1 << 17) - 60_000) // 1010)]
    fits, over = 0, 1 << 17
    while over - fits > 1:
        length = (fits + over) // 2
        if run(*LAUNCHER, *most, "y" * length).returncode == 0:
            fits = length
        else:
            over = length
    assert [foreseen(*most, "y" * length) for length in (fits, over)] == [0, 126]


@pytest.mark.root
def test_notes_are_told_on_request(scratch_accounts: None) -> None:
    plain = explained("nobody", "true")
    asked = explained("--notes", "nobody", "true")
    assert "nologin" not in json.dumps(plain["warnings"])
    more = asked["notes"][len(plain["notes"]) :]
    assert any("nologin" in note for note in more)
    assert {**asked, "notes": plain["notes"]} == plain


@pytest.mark.root
def test_the_systemd_directives_have_nothing_of_whoever_asks(scratch_accounts: None) -> None:
    environment = {"LANG": "de_DE.UTF-8", "TERM": "xterm", "NOTIFY_SOCKET": "/run/n", "TZ": "Asia/Tokyo"}
    directives = explained("dxuser", "true", env=environment, cwd="/usr", umask=0o077)["equivalents"][
        "systemd"
    ]
    text = "\n".join(directives)
    for other in ("WorkingDirectory", "UMask", "LANG", "TERM", "TZ", "NOTIFY_SOCKET"):
        assert other not in text
    asked = explained("--chdir=/tmp", "--umask=027", "--preserve-env=JAVA_*", "dxuser", "true", cwd="/usr")
    assert {"WorkingDirectory=/tmp", "UMask=0027", "PassEnvironment=JAVA_HOME"} <= set(
        asked["equivalents"]["systemd"]
    )


@pytest.mark.root
def test_a_group_named_like_a_password_field_and_a_dollar_in_the_name_are_no_trouble(
    scratch_accounts: None, world: Path
) -> None:
    program = world / "a$HOME b%n"
    shutil.copy("/bin/true", program)
    said = explained("dxuser", str(program), "x")
    assert said["executable"] == str(program)
    (line,) = [line for line in said["equivalents"]["systemd"] if line.startswith("ExecStart=")]
    assert line == f'ExecStart=@"{world}/a$HOME b%%n" "{world}/a$$HOME b%%n" x'
