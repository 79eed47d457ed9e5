"""Descriptors: missing standard ones, what passes, what --close-fds closes, what --chown-stdio gives."""

from __future__ import annotations

import errno
import os
import pty
import resource
import socket
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain, combinations
from pathlib import Path

import pytest

from tests.contract.launch import Launcher
from tests.lab.seccomp import Refusal


def closing(descriptors: tuple[int, ...]) -> Callable[[], None]:
    def close() -> None:
        for descriptor in descriptors:
            os.close(descriptor)

    return close


@pytest.fixture
def three() -> Iterator[list[int]]:
    """Three open files with numbers from 40 on."""
    with ExitStack() as stack:
        numbers = []
        for number in (40, 41, 42):
            file = stack.enter_context(tempfile.TemporaryFile())
            os.dup2(file.fileno(), number)
            stack.callback(os.close, number)
            numbers.append(number)
        yield numbers


CLOSED = list(chain.from_iterable(combinations((0, 1, 2), size) for size in (1, 2, 3)))


@pytest.mark.parametrize("closed", CLOSED)
def test_a_missing_standard_descriptor_is_dev_null_in_the_target(
    launcher: Launcher, closed: tuple[int, ...], world: Path
) -> None:
    output = world / "closed-report"
    output.write_bytes(b"")
    os.chmod(output, 0o666)
    command = ("/bin/sh", "-c", 'exec >"$0"; readlink /proc/$$/fd/0 /proc/$$/fd/2; exec 7>&2', str(output))
    outcome = launcher.run("dxuser", *command, preexec_fn=closing(closed))
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, b"", b"")
    shown = output.read_text().split()
    assert [name == "/dev/null" for name in shown] == [True, 2 in closed]


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("arguments", [["nobdy", "true"], ["--bogus"], [], ["dxuser", "/no/such"]])
def test_a_failure_with_missing_standard_descriptors_ends_as_any_other(
    launcher: Launcher, closed: tuple[int, ...], arguments: list[str]
) -> None:
    outcome = launcher.run(*arguments, preexec_fn=closing(closed))
    assert outcome.status == (127 if "/no/such" in arguments else 125)
    assert outcome.stdout == b""
    assert outcome.stderr.startswith(b"" if 2 in closed else b"dropexec: cannot ")
    assert b"Traceback" not in outcome.stderr


def test_a_stderr_that_takes_nothing_does_not_change_the_status(launcher: Launcher) -> None:
    read, write = os.pipe()
    os.close(read)
    with open("/dev/full", "wb") as full, open(write, "wb") as broken:
        assert launcher.run("nobdy", "true", stderr=full).status == 125
        assert launcher.run("nobdy", "true", stderr=broken).status == 125
        assert launcher.run("dxuser", "/no/such", stderr=broken).status == 127


def test_open_descriptors_pass_unless_told_otherwise(launcher: Launcher, three: list[int]) -> None:
    found = launcher.reported("dxuser", pass_fds=three)["descriptors"]
    assert {"40", "41", "42"} <= set(found)


def test_the_launcher_leaves_no_descriptor_of_its_own(launcher: Launcher) -> None:
    outcome = launcher.run("dxuser", "/bin/ls", "/proc/self/fd")
    # 3 is the directory that ls itself reads.
    assert outcome.stdout.split() == [b"0", b"1", b"2", b"3"]


def test_close_fds_closes_all_above_2(launcher: Launcher, three: list[int]) -> None:
    outcome = launcher.run("--close-fds", "dxuser", "/bin/ls", "/proc/self/fd", pass_fds=three)
    assert outcome.stdout.split() == [b"0", b"1", b"2", b"3"]


@pytest.mark.parametrize(("keep", "left"), [("41", {"41"}), ("40,42", {"40", "42"}), ("0,42,42", {"42"})])
def test_keep_fds_keeps_these(launcher: Launcher, three: list[int], keep: str, left: set[str]) -> None:
    outcome = launcher.run(
        "--close-fds", f"--keep-fds={keep}", "dxuser", "/bin/ls", "/proc/self/fd", pass_fds=three
    )
    assert set(outcome.stdout.decode().split()) == {"0", "1", "2", "3"} | left


@pytest.mark.parametrize(
    ("count", "whose", "kept"),
    [
        ("1", "own", {3}),
        ("2", "own", {3, 4}),
        ("3", "own", {3, 4, 5}),
        ("2", "other", set()),
        ("2", "none", set()),
        ("-1", "own", set()),
        ("+2", "own", set()),
        ("", "own", set()),
        ("99999999999999999999", "own", set()),
    ],
)
def test_close_fds_keeps_socket_activation_meant_for_this_process(
    launcher: Launcher, count: str, whose: str, kept: set[int]
) -> None:
    words = ["--close-fds", "dxuser", "/bin/sh", "-c", "ls /proc/$$/fd"]
    own = "LISTEN_PID=$$" if whose == "own" else "LISTEN_PID=1" if whose == "other" else "X=1"
    # The shell gives the three descriptors and its own pid, which the launcher then has, as with systemd.
    command = f'exec 3</dev/null 4</dev/null 5</dev/null; {own} LISTEN_FDS={count} exec "$@"'
    outcome = launcher.run(*words, before=("/bin/sh", "-c", command, "sh"))
    assert outcome.stderr == b""
    assert {int(word) for word in outcome.stdout.split()} - {0, 1, 2, 10} == kept


def test_close_fds_walks_what_is_open_and_not_the_limit(launcher: Launcher, world: Path) -> None:
    """As many calls as descriptors at most, far below the limit; one where close_range(2) is to be had."""
    limit = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 100_000)
    opened = limit // 4
    opener = (
        "import os,sys\n"
        f"for _ in range({opened}): os.set_inheritable(os.dup(0), True)\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    trace = world / "close-trace"
    before = (
        "/usr/bin/python3",
        "-IS",
        "-c",
        opener,
        "/usr/bin/strace",
        "-qq",
        "-e",
        "trace=close,close_range",
        "-e",
        "signal=none",
        "-o",
        str(trace),
    )

    def raise_limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    outcome = launcher.run(
        "--close-fds", "dxuser", "/bin/ls", "/proc/self/fd", before=before, preexec_fn=raise_limit
    )
    assert (outcome.status, outcome.stdout.split(), outcome.stderr) == (0, [b"0", b"1", b"2", b"3"], b"")
    calls = trace.read_text().splitlines()
    assert len(calls) <= opened + 500
    if any(call.startswith("close_range(") for call in calls):
        assert len(calls) <= 500


def test_close_fds_without_proc_is_refused(launcher: Launcher) -> None:
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh")
    message = launcher.run(
        "--close-fds", "dxuser", "/bin/true", before=before, env={"PATH": "/usr/bin:/bin"}
    ).refused()
    assert message == (
        "cannot list the open descriptors in /proc/self/fd: No such file or directory; "
        "mount /proc, or leave out the option that needs it"
    )


def owners(launcher: Launcher, *options: str, stdio: int, user: str = "dxuser") -> tuple[int, int]:
    """Run with descriptors 0 to 2 on one file; return the owner and group that the file then has."""
    outcome = launcher.run(*options, user, "/bin/true", stdin=stdio, stdout=stdio, stderr=stdio)
    assert outcome.status == 0
    status = os.fstat(stdio)
    return status.st_uid, status.st_gid


@pytest.mark.parametrize("option", [(), ("--chown-stdio",)])
def test_chown_stdio_gives_unnamed_pipes_and_pseudo_terminals_and_nothing_else(
    launcher: Launcher, option: tuple[str, ...], world: Path
) -> None:
    given = 5001 if option else 0
    read, write = os.pipe()
    left, right = socket.socketpair()
    controller, terminal = pty.openpty()
    try:
        group = os.fstat(terminal).st_gid
        assert owners(launcher, *option, stdio=write) == (given, 0)
        assert owners(launcher, *option, stdio=left.fileno()) == (0, 0)
        assert owners(launcher, *option, stdio=terminal) == (given, group)
    finally:
        for descriptor in (read, write, controller, terminal):
            os.close(descriptor)
        left.close()
        right.close()
    fifo, null = world / "fifo", world / "null"  # the machine's own /dev/null must not change hands
    for path, kind in ((fifo, stat.S_IFIFO), (null, stat.S_IFCHR)):
        if not path.exists():
            os.mknod(path, kind | 0o666, os.makedev(1, 3))
    with open(world / "regular", "wb") as regular, open(null, "r+b") as device, open(fifo, "r+b", 0) as named:
        for file in (regular, device, named):
            assert owners(launcher, *option, stdio=file.fileno()) == (0, 0)


def test_with_chown_stdio_the_target_may_open_dev_stdout(launcher: Launcher) -> None:
    command = ("/bin/sh", "-c", "echo hello >/dev/stdout")
    assert launcher.run("--chown-stdio", "dxuser", *command).stdout == b"hello\n"
    denied = launcher.run("dxuser", *command)
    assert (denied.status, denied.stdout) == (2, b"")


def test_the_limit_of_descriptors_is_left_alone(launcher: Launcher) -> None:
    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1234, 4321))

    assert launcher.reported("dxuser", preexec_fn=lower)["rlimits"][resource.RLIMIT_NOFILE] == [1234, 4321]


def test_one_line_reaches_a_pipe_that_is_read_slowly(launcher: Launcher) -> None:
    process = subprocess.Popen(
        [*launcher.argv, "nobdy", "true"], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env={}
    )
    assert process.wait(timeout=60) == 125
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read().count(b"\n") == 1


def test_a_descriptor_that_cannot_be_closed_ends_it(launcher: Launcher, three: list[int]) -> None:
    """posix.closerange and a loop over close(2) report nothing, and the target would have the descriptor."""
    number = three[1]

    def prepare() -> None:
        Refusal("close_range", errno.ENOSYS).install()
        Refusal("close", errno.EPERM, {0: number}).install()

    options = ("--close-fds", "dxuser", "/bin/true")
    message = launcher.run(*options, preexec_fn=prepare, close_fds=False).refused()
    assert message == f"cannot close descriptor {number}: close(2) has no effect (a seccomp filter?)"
