"""Directory, umask, limits, niceness, OOM score: what the options set, and that all else passes."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.contract.launch import Launcher

SYS_RESOURCE = 24
NAMES = [
    "cpu",
    "fsize",
    "data",
    "stack",
    "core",
    "rss",
    "nproc",
    "nofile",
    "memlock",
    "as",
    "locks",
    "sigpending",
    "msgqueue",
    "nice",
    "rtprio",
    "rttime",
]


def test_all_sixteen_limits_pass(launcher: Launcher) -> None:
    before = [list(resource.prlimit(0, number)) for number in range(16)]
    assert launcher.reported("dxuser")["rlimits"] == before


def allowed(number: int, hard: int) -> bool:
    """Whether this process may set that hard limit: a lower one, or with CAP_SYS_RESOURCE any but nofile."""
    present = resource.prlimit(0, number)[1]
    status = Path("/proc/self/status").read_text()
    [effective] = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff")]
    if effective >> SYS_RESOURCE & 1 and number != resource.RLIMIT_NOFILE:
        return True
    return present == -1 or 0 <= hard <= present


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("cpu", "as", "data", "stack")])
@pytest.mark.parametrize(
    ("value", "pair"),
    [
        ("0", [0, 0]),
        ("3000", [3000, 3000]),
        ("20:4000", [20, 4000]),
        ("0:unlimited", [0, -1]),
        ("unlimited", [-1, -1]),
    ],
)
def test_a_limit_is_set_and_the_others_pass_or_the_missing_right_is_named(
    launcher: Launcher, name: str, value: str, pair: list[int]
) -> None:
    number = NAMES.index(name)
    if not allowed(number, pair[1]):
        soft, hard = ("unlimited" if limit == -1 else str(limit) for limit in pair)
        message = launcher.run(f"--rlimit={name}={value}", "dxuser", "/bin/true").refused()
        assert message.startswith(
            f"cannot set the limit {name} to {soft}:{hard}: Operation not permitted; "
            "raising the hard limit needs CAP_SYS_RESOURCE"
        )
        return
    if name in ("nofile", "fsize"):
        # The report target itself needs more than some of these, so only the number is looked at, by the
        # least of programs.
        label = {"nofile": "Max open files", "fsize": "Max file size"}[name]
        if name == "nofile" and pair[0] < 10:
            return
        text = launcher.run(
            f"--rlimit={name}={value}", "root", "/bin/cat", "/proc/self/limits"
        ).stdout.decode()
        [line] = [line for line in text.splitlines() if line.startswith(label)]
        assert line.split()[3:5] == ["unlimited" if limit == -1 else str(limit) for limit in pair]
        return
    before = [list(resource.prlimit(0, other)) for other in range(16)]
    before[number] = pair
    user = "root" if name == "nproc" else "dxuser"
    assert launcher.reported(f"--rlimit={name}={value}", user)["rlimits"] == before


def test_several_limits_are_set_at_once(launcher: Launcher) -> None:
    found = launcher.reported(
        "--rlimit=core=0", "--rlimit", "memlock=4096:65536", "--rlimit=nofile=64:128", "dxuser"
    )["rlimits"]
    assert (found[4], found[8], found[7]) == ([0, 0], [4096, 65536], [64, 128])


def test_more_open_files_than_the_system_allows_is_a_clear_error(launcher: Launcher) -> None:
    assert launcher.run("--rlimit=nofile=unlimited", "dxuser", "/bin/true").refused() == (
        "cannot set the limit nofile to unlimited:unlimited: Operation not permitted; "
        "raising the hard limit needs CAP_SYS_RESOURCE, "
        "and fs.nr_open bounds it for everybody"
    )


@pytest.mark.parametrize(
    "option",
    [(), ("--no-new-privs",), ("--ambient-caps=chown",), ("--bounding-caps=chown",), ("--pdeathsig=TERM",)],
)
def test_a_limit_of_three_descriptors_does_not_stop_the_launcher(
    launcher: Launcher, option: tuple[str, ...], world: Path
) -> None:
    static = world / "static-true"
    if not static.exists():
        subprocess.run(
            ["gcc", "-static", "-x", "c", "-", "-o", static],
            input=b"int main(void) { return 42; }",
            check=True,
        )
    outcome = launcher.run("--rlimit=nofile=3", "--rlimit=fsize=0", *option, "dxuser", str(static))
    assert (outcome.status, outcome.stderr) == (42, b"")


@pytest.mark.parametrize(
    ("mode", "shown"), [("0", "0000"), ("022", "0022"), ("0777", "0777"), ("77", "0077"), ("7", "0007")]
)
def test_umask_is_octal(launcher: Launcher, mode: str, shown: str) -> None:
    assert launcher.reported("--umask", mode, "dxuser")["umask"] == shown


def test_umask_passes_unless_set(launcher: Launcher) -> None:
    assert launcher.reported("dxuser", umask=0o123)["umask"] == "0123"


@pytest.mark.parametrize("value", [-20, -1, 0, 5, 19])
def test_nice_is_absolute(launcher: Launcher, value: int) -> None:
    assert launcher.reported("--nice", str(value), "dxuser", preexec_fn=lambda: os.nice(3))["nice"] == value


@pytest.mark.parametrize("value", [-1000, -1, 0, 500, 1000])
def test_oom_score_adj_is_set_or_the_missing_right_is_named(launcher: Launcher, value: int) -> None:
    if value < 0 and not allowed(resource.RLIMIT_NICE, -1):
        assert launcher.run(f"--oom-score-adj={value}", "dxuser", "/bin/true").refused() == (
            f"cannot set the out-of-memory score adjustment to {value}: Permission denied; "
            "lowering it needs CAP_SYS_RESOURCE"
        )
        return
    assert launcher.reported(f"--oom-score-adj={value}", "dxuser")["oom_score_adj"] == value


def test_the_directory_passes_unless_set(launcher: Launcher) -> None:
    assert launcher.reported("dxuser", cwd="/usr")["directory"] == "/usr"


def test_chdir_is_entered_as_the_target(launcher: Launcher, world: Path) -> None:
    private = world / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    own = world / "own"
    own.mkdir(mode=0o700, exist_ok=True)
    os.chown(own, 5001, 5001)
    assert launcher.reported("--chdir", str(own), "dxuser")["directory"] == str(own)
    assert launcher.run("--chdir", str(private), "dxuser", "/bin/true").refused() == (
        f'cannot enter directory "{private}" as "dxuser": Permission denied; '
        f'"{private}" denies "dxuser" search permission (x)'
    )


def test_chdir_takes_a_relative_directory_and_the_home(launcher: Launcher) -> None:
    assert launcher.reported("--chdir", "share", "dxuser", cwd="/usr")["directory"] == "/usr/share"
    assert launcher.reported("--chdir", "~", "dxbare", cwd="/usr")["directory"] == "/"
    assert launcher.reported("--chdir", "~/usr", "dxbare")["directory"] == "/usr"
    assert launcher.reported("--chdir", "~/", "12345:1")["directory"] == "/"
    assert launcher.run("-C", "~", "dxuser", "/bin/true").refused() == (
        'cannot enter directory "/home/dxuser" as "dxuser": No such file or directory'
    )


@pytest.mark.parametrize(
    ("directory", "message"), [("/no/such", "No such file or directory"), ("/etc/passwd", "Not a directory")]
)
def test_a_directory_that_cannot_be_entered_ends_it(launcher: Launcher, directory: str, message: str) -> None:
    assert (
        launcher.run("-C", directory, "root", "/bin/true").refused()
        == f'cannot enter directory "{directory}" as "root": {message}'
    )


def test_a_directory_outside_the_root_is_refused(launcher: Launcher) -> None:
    """A leaked descriptor of a directory above the root leads out of a container (CVE-2024-21626)."""
    command = (
        'mkdir -p "$0" && mount -t tmpfs none "$0" && cd "$0" && exec 7<. && cd / && umount -l "$0" '
        '&& exec "$@"'
    )
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", command, "/mnt")
    message = launcher.run(
        "-C", "/proc/self/fd/7", "root", "/bin/true", before=before, env={"PATH": "/usr/bin:/bin"}
    ).refused()
    assert message.startswith('cannot enter directory "/proc/self/fd/7" as "root": ')
