"""A kernel that refuses a step of the change, or does not take it and says it has: strace(1) plays it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.launch import Launcher

LIE = "cannot trust the kernel:"
IDS = "(real, effective, saved) set to (5001, 5001, 5001), but read back as (0, 0, 0)"

FAULTS = [
    (
        "setgroups:retval=0",
        f"{LIE} supplementary groups set to [5001, 5002, 5003], but read back as [4]",
    ),
    ("setresgid:retval=0", f"{LIE} gids {IDS}"),
    ("setresuid:retval=0:when=1", f"{LIE} uids {IDS}"),
    ("setresuid:retval=0:when=2", "cannot give up uid 0 for good: uid 5001 is able to regain it"),
    (
        "setgroups:error=ENOMEM",
        'cannot set the supplementary groups of "dxuser": Cannot allocate memory',
    ),
    (
        "setgroups:error=EPERM",
        (
            'cannot set the supplementary groups of "dxuser": Operation not permitted; '
            "CAP_SETGID is present: does a security module or a seccomp filter refuse setgroups(2)?"
        ),
    ),
    (
        "setresgid:error=EINVAL",
        (
            'cannot set the gid of "dxuser" to 5001: Invalid argument; '
            "is gid 5001 not mapped in this user namespace?"
        ),
    ),
    (
        "setresuid:error=EAGAIN:when=1",
        'cannot set the uid of "dxuser" to 5001: Resource temporarily unavailable',
    ),
    (
        "setresuid:error=EAGAIN:when=2",
        "cannot verify that uid 5001 is unable to regain uid 0: Resource temporarily unavailable",
    ),
]


@pytest.mark.parametrize(("fault", "message"), FAULTS, ids=[fault for fault, _ in FAULTS])
def test_a_step_that_is_not_taken_ends_it(launcher: Launcher, fault: str, message: str, world: Path) -> None:
    before = (
        "/usr/bin/setpriv",
        "--groups=4",
        "/usr/bin/strace",
        "-qq",
        "-o",
        str(world / "fault-trace"),
        "-e",
        f"inject={fault}",
    )
    if launcher.kind == "musl":
        message = message.replace("Cannot allocate memory", "Out of memory")  # musl's strerror(3)
    assert launcher.run("dxuser", "/bin/true", before=before).refused() == message


def test_no_new_privs_that_the_kernel_lacks_is_an_error(launcher: Launcher, world: Path) -> None:
    trace = str(world / "fault-trace")
    before = ("/usr/bin/strace", "-qq", "-o", trace, "-e", "inject=prctl:error=EINVAL")
    outcome = launcher.run("--no-new-privs", "dxuser", "/bin/true", before=before)
    assert outcome.refused() == "cannot set no_new_privs: Invalid argument; it needs Linux 3.5"


def test_ranges_that_a_filter_only_says_are_closed_do_not_pass(launcher: Launcher, world: Path) -> None:
    trace = str(world / "fault-trace")
    before = ("/usr/bin/strace", "-qq", "-o", trace, "-e", "inject=close_range:retval=0")
    with open("/dev/null", "rb") as file:
        options = ("--close-fds", "dxuser", *launcher.report)
        outcome = launcher.run(*options, before=before, pass_fds=(file.fileno(),))
    if outcome.status != 0:
        assert outcome.refused().startswith("cannot close descriptor ")
    else:
        assert set(outcome.report["descriptors"]) == {"0", "1", "2"}


def test_close_fds_works_where_the_kernel_closes_no_ranges(launcher: Launcher, world: Path) -> None:
    trace = str(world / "fault-trace")
    before = ("/usr/bin/strace", "-qq", "-o", trace, "-e", "inject=close_range:error=ENOSYS")
    with open("/dev/zero", "rb") as file:
        options = ("--close-fds", f"--keep-fds={file.fileno()}")
        found = launcher.reported(*options, "dxuser", before=before, pass_fds=(file.fileno(),))["descriptors"]
    assert set(found) == {"0", "1", "2", str(file_number(found))}


def file_number(found: dict[str, str]) -> int:
    """Return the number of the one descriptor that was to be kept."""
    return next(int(number) for number, path in found.items() if path == "/dev/zero")
