"""Files and the exec, refused: strace(1) goes by the path, which no seccomp filter sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract import resting
from tests.contract.gaps import gap
from tests.contract.launch import Launcher
from tests.native import toolchain

ERRORS = ("EPERM", "EINVAL", "ENOSYS", "EIO")


def injected(world: Path, fault: str, path: str | None = None) -> tuple[str, ...]:
    """Return the words that have a call refused, for one path or for all."""
    only = () if path is None else ("-P", path)
    trace = str(world / "refused-trace")
    return (toolchain.need("strace"), "--quiet=all", "-o", trace, *only, "-e", f"inject={fault}")


@pytest.mark.parametrize("error", ERRORS)
def test_an_exec_that_is_refused_is_126(launcher: Launcher, world: Path, error: str) -> None:
    before = injected(world, f"execve:error={error}:when=1+")
    message = launcher.run("dxuser", "/bin/true", before=before).refused(status=126)
    assert message.startswith('cannot run "/bin/true" as "dxuser": '), message


@pytest.mark.parametrize("error", ERRORS)
def test_an_exec_refused_for_each_file_of_path_is_126(launcher: Launcher, world: Path, error: str) -> None:
    before = injected(world, f"execve:error={error}:when=1+")
    message = launcher.run("-e", "PATH=/usr/bin:/bin", "dxuser", "true", before=before).refused(status=126)
    assert message.startswith('cannot run "/usr/bin/true" as "dxuser": '), message


OPENED = [
    ("/proc/self/oom_score_adj", "--oom-score-adj=10", "out-of-memory score adjustment"),
    ("/dev/tty", "--no-tty", "terminal"),
    ("/etc/passwd", "", "/etc/passwd"),
    ("/etc/group", "", "/etc/group"),
    ("/etc/login.defs", "", "/etc/login.defs"),
    ("/proc/self/status", "", "/proc/self/status"),
    ("/proc/self/environ", "", "/proc/self/environ"),
    ("/proc/self/auxv", "", "/proc/self/auxv"),
    ("/proc/self/fd", "--close-fds", "descriptors"),
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(("path", "option", "names"), OPENED, ids=[path for path, _, _ in OPENED])
def test_a_file_that_cannot_be_opened_is_named_or_was_not_needed(
    launcher: Launcher,
    world: Path,
    resting_target: Path,
    path: str,
    option: str,
    names: str,
    error: str,
    request: pytest.FixtureRequest,
) -> None:
    gap(request, launcher, f"open{path}/{error}")
    arguments = (*option.split(), "dxuser")
    traced = injected(world, "getpid:retval=1", "/nonexistent")
    wanted = resting.run(launcher, resting_target, *arguments, before=traced)
    refused = injected(world, f"open,openat:error={error}", path)
    rest = resting.run(launcher, resting_target, *arguments, before=refused)
    assert wanted.outcome is not None
    assert rest.outcome is not None
    assert wanted.outcome.stderr == b""
    if rest.outcome.status == 0:
        assert (rest.outcome.stderr, rest.state) == (b"", wanted.state)
        return
    message = rest.outcome.refused()
    assert "internal error" not in message
    assert names in message


@pytest.mark.parametrize("error", ERRORS)
def test_a_terminal_of_which_nobody_can_tell_is_an_error(launcher: Launcher, world: Path, error: str) -> None:
    before = injected(world, f"open,openat:error={error}", "/dev/tty")
    message = launcher.run("--no-tty", "dxuser", "/bin/true", before=before).refused()
    assert message.startswith("cannot verify that the controlling terminal is gone: /dev/tty: "), message


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/group", "/etc/login.defs"])
def test_a_file_that_cannot_be_read_to_its_end_is_named(
    launcher: Launcher, world: Path, path: str, error: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"read{path}/{error}")
    before = injected(world, f"read,pread64:error={error}:when=1+", path)
    message = launcher.run("dxuser", "/bin/true", before=before).refused()
    assert message.startswith(f"cannot read {path}: "), message


@pytest.mark.parametrize("error", ERRORS)
def test_a_score_that_cannot_be_written_is_an_error(launcher: Launcher, world: Path, error: str) -> None:
    before = injected(world, f"write:error={error}:when=1")
    message = launcher.run("--oom-score-adj=10", "dxuser", "/bin/true", before=before).refused()
    assert message.startswith("cannot set the out-of-memory score adjustment to 10: "), message


def test_a_write_that_says_nothing_was_written_is_an_error_and_no_endless_loop(
    launcher: Launcher, world: Path, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, "write-0")
    before = ("/usr/bin/timeout", "50", *injected(world, "write:retval=0"))
    assert launcher.run("--help", before=before).status == 125
