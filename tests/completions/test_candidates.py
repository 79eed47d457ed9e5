"""What each shell offers for a line: the same, whether the scripts are sourced or installed."""

from __future__ import annotations

import click
import pytest

from dropexec.compat.load import catalogue
from dropexec.ctl import main
from dropexec.launcher.options import OPTIONS
from dropexec.probe.tools import TOOLS
from dropexec.recording.scenario import SCENARIOS
from tests.completions.shells import Session

LONG = {f"--{option.name}" for option in OPTIONS}
GROUPS = {"--groups", "--init-groups", "--add-groups", "--clear-groups", "--keep-groups"}

# A line, and the candidates in words.
DROPEXEC = [
    # options and their values, after = and as the next word
    ("dropexec --am", "--ambient-caps"),
    ("dropexec --umask 0022 --um", ""),
    ("dropexec --umask=0022 --um", ""),
    ("dropexec --rlimit=core=0 --rlimit cpu=1 --rli", "--rlimit"),
    ("dropexec --help --", ""),
    ("dropexec --version nobo", ""),
    ("dropexec --groups=nog", "nogroup"),
    ("dropexec --groups nog", "nogroup"),
    ("dropexec --groups=root,nog", "nogroup"),
    ("dropexec --add-groups root,nog", "nogroup"),
    ("dropexec --groups=nogroup,nogr", ""),
    ("dropexec --rlimit=nof", "nofile"),
    ("dropexec --rlimit nof", "nofile"),
    ("dropexec --rlimit=n", "nice nofile nproc"),
    ("dropexec --rlimit=nofile=", "unlimited"),
    ("dropexec --rlimit=nofile=1:u", "unlimited"),
    ("dropexec --rlimit nofile=1:u", "unlimited"),
    ("dropexec --ambient-caps=net_", "net_admin net_bind_service net_broadcast net_raw"),
    ("dropexec --ambient-caps=net_raw,net_", "net_admin net_bind_service net_broadcast"),
    ("dropexec --ambient-caps chown,cap_net_r", "cap_net_raw"),
    ("dropexec --ambient-caps=non", ""),
    ("dropexec --bounding-caps=non", "none"),
    ("dropexec --bounding-caps=chown,non", ""),
    ("dropexec --pdeathsig=TER", "TERM"),
    ("dropexec --pdeathsig SIGTER", "SIGTERM"),
    ("dropexec --umask=", "0002 0022 0027 0077"),
    ("dropexec --nice ", "-20 0 19"),
    ("dropexec --nice=-", "-20"),
    ("dropexec --oom-score-adj=-", "-1000"),
    ("dropexec --preserve-env=HOM", "HOME"),
    ("dropexec --preserve-env=TERM,HOM", "HOME"),
    ("dropexec --unset-env HOM", "HOME"),
    ("dropexec --env HOM", "HOME"),
    ("dropexec -Ee HOM", "HOME"),
    ("dropexec --env=A=dxd", "dxdirectory"),
    ("dropexec --chdir=dxd", "dxdirectory"),
    ("dropexec --chdir dxd", "dxdirectory"),
    ("dropexec -C dxd", "dxdirectory"),
    ("dropexec --argv0 nobo", ""),
    ("dropexec --keep-fds=", ""),
    # the user
    ("dropexec nobo", "nobody"),
    ("dropexec -- nobo", "nobody"),
    ("dropexec -- --am", ""),
    ("dropexec -E --umask 0022 -C / --no-tty --rlimit=core=0 nobo", "nobody"),
    ("dropexec --preserve-env nobo", "nobody"),
    ("dropexec nobody:nog", "nogroup"),
    ("dropexec nobody:nogroup:nog", ""),
    ("dropexec nobody --am", ""),
    # the command: a file, never a function
    ("dropexec nobody dxgree", "dxgreet"),
    ("dropexec nobody -- dxgree", "dxgreet"),
    ("dropexec -- nobody -- dxgree", "dxgreet"),
    ("dropexec nobody:nogroup dxgree", "dxgreet"),
    ("dropexec --umask 0022 nobody bin/dxg", "bin/dxgreet"),
    # its own completion
    ("dropexec nobody dxgreet --co", "--colour --count"),
    ("dropexec nobody -- dxgreet --co", "--colour --count"),
    ("dropexec --rlimit=nofile=1:2 nobody:nogroup dxgreet --co", "--colour --count"),
    ("dropexec nobody bin/dxgreet --co", "--colour --count"),
    ("dropexec nobody dxgreet --as ", "dxgreet"),
    ("dropexec nobody dxgreet --am", ""),
]

DROPEXECCTL = [
    ("dropexecctl ", " ".join(main.list_commands(click.Context(main)))),
    ("dropexecctl --", "--help --version"),
    ("dropexecctl compat ", "compare here list probe report show"),
    ("dropexecctl compat sh", "show"),
    ("dropexecctl compat show deb", "debian"),
    ("dropexecctl compat show util-linux-s", "util-linux-su util-linux-su-pty"),
    ("dropexecctl compat show --json debian:bo", "bookworm"),
    ("dropexecctl compat show alpine:ed", "edge"),
    ("dropexecctl compat show debian:12 deb", ""),
    ("dropexecctl compat show debian:12 --js", "--json"),
    ("dropexecctl compat show --json --js", ""),
    ("dropexecctl compat report --format=", "html md"),
    ("dropexecctl compat report --format h", "html"),
    ("dropexecctl compat report --recordings dxd", "dxdirectory"),
    ("dropexecctl compat probe --tool=su --scen", "--scenario"),
    ("dropexecctl compat probe --scenario=slow --scen", "--scenario"),
    ("dropexecctl compat probe --user=root --us", ""),
    ("dropexecctl compat probe --user nobo", "nobody"),
    ("dropexecctl compat probe --record=dxd", "dxdirectory"),
    ("dropexecctl compat probe --shell=bin/dxg", "bin/dxgreet"),
    ("dropexecctl compat probe --json -- dxgree", "dxgreet"),
    ("dropexecctl compat probe -- dxgreet --co", "--colour --count"),
    ("dropexecctl translate --distro deb", "debian"),
    ("dropexecctl translate --distro debian:bo", "bookworm"),
    ("dropexecctl translate --assume-shell bin/dxg", "bin/dxgreet"),
    ("dropexecctl translate --json -- dxgree", "dxgreet"),
    # the launcher's words
    ("dropexecctl explain --js", "--json"),
    ("dropexecctl explain --json --js", ""),
    ("dropexecctl explain --am", "--ambient-caps"),
    ("dropexecctl explain --json --am", "--ambient-caps"),
    ("dropexecctl explain --umask=0022 --um", ""),
    ("dropexecctl explain --umask=0022 --js", ""),
    ("dropexecctl explain --rlimit=nof", "nofile"),
    ("dropexecctl explain --json nobo", "nobody"),
    ("dropexecctl explain nobody:nog", "nogroup"),
    ("dropexecctl explain nobody dxgree", "dxgreet"),
    ("dropexecctl explain --json --rlimit core=0 nobody -- dxgreet --co", "--colour --count"),
]


@pytest.mark.parametrize(("line", "expected"), DROPEXEC)
def test_dropexec(session: Session, line: str, expected: str) -> None:
    assert session.candidates(line) == set(expected.split())


@pytest.mark.parametrize(("line", "expected"), DROPEXECCTL)
def test_dropexecctl(session: Session, line: str, expected: str) -> None:
    assert session.candidates(line) == set(expected.split())


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        ("", set()),
        ("--env=A=b --rlimit core=0 -e B=c", set()),
        ("--groups=root", GROUPS),
        ("--keep-groups", GROUPS | {"--inherit-groups"}),
        ("--inherit-groups", {"--inherit-groups", "--keep-groups"}),
        ("--add-groups root", GROUPS - {"--init-groups"}),
        ("--init-groups", GROUPS - {"--add-groups"}),
        ("-C / --no-tty", {"--chdir", "--no-tty"}),
    ],
)
def test_an_option_is_offered_unless_another_rules_it_out(
    session: Session, before: str, gone: set[str]
) -> None:
    assert session.candidates(f"dropexec {before} --") == LONG - gone


def test_every_scenario_tool_and_release_is_offered(session: Session) -> None:
    probe = "dropexecctl compat probe"
    assert session.candidates(f"{probe} --scenario=") == {*SCENARIOS, "all"}
    assert session.candidates(f"{probe} --tool ") == {*TOOLS, "all"}
    rows = catalogue().distributions["debian"].rows
    releases = {word for row in rows for word in (row.release, row.codename) if word}
    assert session.candidates("dropexecctl compat show debian:") == releases


def test_completing_runs_neither_our_commands_nor_the_target_nor_python(session: Session) -> None:
    for line in ("dropexec --", "dropexec nobody dxgreet --co", "dropexecctl compat show deb"):
        assert session.candidates(line)
    assert not (session.home / "ran").exists()


def test_a_real_commands_own_options_are_offered(session: Session) -> None:
    if session.shell.argv[0] == "bash" and session.shell.needs is None:
        assert session.candidates("dropexec nobody ls --colo") == set()
    else:
        assert session.candidates("dropexec nobody ls --colo") == {"--color"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dropexecctl compat probe --record=dxd", {"dxdirectory"}),
        ("dropexecctl compat probe -- dxgree", {"dxgreet"}),
        ("dropexecctl compat probe -- dxgreet --co", {"--colour", "--count"}),
        ("dropexecctl explain --umask=", {"0002", "0022", "0027", "0077"}),
    ],
)
def test_a_shell_that_has_completed_nothing_before(fresh: Session, line: str, expected: set[str]) -> None:
    assert fresh.candidates(line) == expected


HOSTILE = "$(dxgreet)"


@pytest.mark.parametrize(
    "line",
    [
        f"dropexec {HOSTILE}",
        f"dropexec a[{HOSTILE}]",
        f"dropexec --{HOSTILE}=",
        f"dropexec --groups={HOSTILE},no",
        f"dropexec --rlimit={HOSTILE}=",
        f"dropexec --env={HOSTILE}=dxd",
        # Not --chdir=...: zsh itself runs a substitution in a path that it completes, for every command.
        f"dropexec --umask a[{HOSTILE}] nobo",
        f"dropexec nobody:{HOSTILE}",
        f"dropexec nobody {HOSTILE}",
        "dropexec nobody `dxgreet` --co",
        f"dropexecctl a[{HOSTILE}] ",
        f"dropexecctl compat show a[{HOSTILE}]:",
        f"dropexecctl compat probe --tool={HOSTILE}",
        f"dropexecctl explain a[{HOSTILE}] dxg",
        f"dropexecctl explain --json {HOSTILE}",
    ],
)
def test_what_is_typed_is_never_run(session: Session, line: str) -> None:
    (session.home / "ran").unlink(missing_ok=True)
    session.candidates(line)
    assert not (session.home / "ran").exists()
