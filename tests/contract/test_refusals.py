"""Every system call that a launcher makes for its own job, refused: it ends, or the target is as was asked.

One table of options, calls and errors.  The call is refused by a seccomp filter, as by a container's profile
or a kernel that does not have it; for what guards something the filter also says that the call has succeeded.
A new option joins by one line in ASKED, a new call by one in CALLS.
"""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract import callers, resting
from tests.contract.calls import CALLS, ERRORS
from tests.contract.gaps import gap
from tests.contract.launch import Launcher
from tests.lab import seccomp
from tests.lab.seccomp import Refusal
from tests.native import toolchain

WITHOUT_REASON = ("getcwd", "getpid", "getppid", "umask", "PR_CAP_AMBIENT_IS_SET")
"""Calls that cannot fail by their manual pages, or whose error is taken for an answer: none is quoted."""

MUSL = {errno.EIO: ("I/O error",)}
"""What musl calls an error, where it is not what glibc does."""

TOLD = dict(
    line.split(": ", 1)
    for line in (Path(__file__).parent / "told.txt").read_text(encoding="utf-8").splitlines()
)
"""What a call that is denied or faked comes to, word for word; ``...`` is what differs by machine."""

INTERPRETERS = ("fcntl",)
"""Calls without which CPython does not get as far as the launcher."""


@dataclass(frozen=True)
class Asked:
    """Options, the calls that they add to what the launcher always makes, and what the target then has."""

    options: str
    calls: str
    has: dict[str, Any]
    prepared: callers.Prepared = callers.nothing


ALWAYS = "getresuid getresgid getgroups setgroups setresgid setresuid capget getcwd fcntl getpid getppid"
ASKED = {
    "plain": Asked("", ALWAYS, {"uids": [5001] * 4, "gids": [5001] * 4, "groups": [5001, 5002, 5003]}),
    "return": Asked("", "setresuid-back", {"uids": [5001] * 4}),
    "umask": Asked("--umask=027", "umask", {"umask": 0o027}),
    "umask-0": Asked("--umask=0", "umask", {"umask": 0}),
    "nice": Asked("--nice=5", "setpriority getpriority", {"nice": 5}),
    "rlimit": Asked(
        "--rlimit=msgqueue=64:128",
        "setrlimit-msgqueue getrlimit-msgqueue",
        {"Max msgqueue size": ["64", "128"]},
    ),
    "rlimit-hard": Asked(
        "--rlimit=nofile=hard",
        "setrlimit-nofile getrlimit-nofile",
        {"Max open files": ["128", "128"]},
        callers.few_files,
    ),
    "chdir": Asked("--chdir=/tmp", "chdir getcwd", {"directory": "/tmp"}),
    "no-tty": Asked("--no-tty", "getsid setsid", {"terminal": 0}, callers.on_a_terminal),
    "no-tty-leads": Asked("--no-tty", "getsid setsid TIOCNOTTY", {"terminal": 0}, callers.leading_a_terminal),
    "close-fds": Asked("--close-fds", "close_range getpid", {"descriptors": [0, 1, 2]}),
    "chown-stdio": Asked("--chown-stdio", "fchown fstatfs pipe2", {"owners": {0: 5001, 1: 5001, 2: 5001}}),
    "pdeathsig": Asked("--pdeathsig=TERM", "PR_SET_PDEATHSIG PR_GET_PDEATHSIG getppid", {"pdeathsig": 15}),
    "no-new-privs": Asked("--no-new-privs", "PR_SET_NO_NEW_PRIVS PR_GET_NO_NEW_PRIVS", {"no_new_privs": 1}),
    "new-keyring": Asked("--new-keyring", "keyctl", {"keyring": "new"}),
    "inherit-groups": Asked("--inherit-groups", "getgroups setgroups", {"groups": [5001, 5002, 5003]}),
    "inheritable": Asked(
        "",
        "capget capset PR_CAP_AMBIENT_CLEAR_ALL PR_CAP_AMBIENT_IS_SET",
        {"capabilities": {"CapInh": 0, "CapPrm": 0, "CapEff": 0, "CapAmb": 0}},
        callers.inheritable,
    ),
    "ambient-caps": Asked(
        "--ambient-caps=chown",
        "PR_SET_KEEPCAPS capget capset PR_CAP_AMBIENT_RAISE PR_CAP_AMBIENT_IS_SET PR_CAP_AMBIENT_CLEAR_ALL",
        {"capabilities": {"CapInh": 1, "CapPrm": 1, "CapEff": 1, "CapAmb": 1}},
    ),
    "bounding-caps": Asked(
        "--bounding-caps=chown", "PR_CAPBSET_READ PR_CAPBSET_DROP", {"capabilities": {"CapBnd": 1}}
    ),
}
CASES = [
    f"{asked}/{call}/{seccomp.named(error)}"
    for asked, row in ASKED.items()
    for call in row.calls.split()
    for error in (*ERRORS, *([0] if CALLS[call].guards else []))
]


def rested(launcher: Launcher, target: Path, asked: Asked, refusal: Refusal | None) -> resting.Rest:
    """Run a row of the table with a call refused, or with none."""
    with asked.prepared() as prepare:

        def prepared() -> None:
            prepare()
            if refusal is not None:
                refusal.install()

        return resting.run(launcher, target, *asked.options.split(), "dxuser", prepare=prepared)


HEALTHY: dict[tuple[Launcher, str], dict[str, Any]] = {}
"""What the target of a launcher has where nothing is refused, by row."""


def healthy(launcher: Launcher, target: Path, name: str) -> dict[str, Any]:
    """Return the state of the target where nothing is refused: it has what the row says."""
    if (launcher, name) not in HEALTHY:
        rest = rested(launcher, target, ASKED[name], None)
        assert rest.state is not None, rest.outcome
        HEALTHY[launcher, name] = rest.state
    return HEALTHY[launcher, name]


@pytest.mark.parametrize("name", ASKED)
def test_the_target_has_what_was_asked_for(
    launcher: Launcher, resting_target: Path, name: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, name)
    found = healthy(launcher, resting_target, name)
    for key, value in ASKED[name].has.items():
        if isinstance(value, dict):
            assert {part: found[key][part] for part in value} == value
        else:
            assert found[key] == value


@pytest.mark.parametrize("case", CASES)
def test_a_refused_call_ends_it_or_changes_nothing(
    launcher: Launcher, resting_target: Path, case: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, case)
    name, made, error = case.split("/")
    call = CALLS[made]
    wanted = healthy(launcher, resting_target, name)
    refusal = Refusal(call.call, getattr(errno, error, 0), call.where)
    rest = rested(launcher, resting_target, ASKED[name], refusal)
    if rest.state is not None:
        assert rest.outcome is not None
        assert (rest.outcome.status, rest.outcome.stderr) == (0, b"")
        assert {**rest.state, call.hides: None} == {**wanted, call.hides: None}
        return
    assert rest.outcome is not None
    if launcher.interpreted and made in INTERPRETERS:
        return
    message = rest.outcome.refused()
    assert "internal error" not in message
    assert re.search(call.names, message), message
    if error in ("EPERM", "faked"):
        told = TOLD[case]
        assert message.startswith(told[:-3]) if told.endswith("...") else message == told
    if refusal.error and made not in WITHOUT_REASON:
        # Of the call itself, not of what its absence came to later.
        reasons = {os.strerror(refusal.error), *MUSL.get(refusal.error, ())}
        assert any(reason.casefold() in message.casefold() for reason in reasons), message


BY_PATH = (
    "access faccessat faccessat2 open openat close execve fstat lstat newfstatat stat statx getdents64 lseek "
    "pread64 read readlink readlinkat write"
)
"""What a filter cannot tell from a loader's, by its numbers: test_files_refused.py refuses it by its path."""

NOT_OURS = {
    "the loader, the C library's start and the allocator": (
        "arch_prctl brk mmap mprotect munmap mremap madvise set_tid_address set_robust_list rseq uname"
    ),
    "the C library's name services": (
        "socket connect sendto poll recvmsg getrandom futex sysinfo rt_sigprocmask geteuid setsockopt"
    ),
    "libcap's start, which a name service may load": "PR_CAPBSET_READ",
    "the interpreter's start": (
        "dup getuid getgid getegid gettid sigaltstack epoll_create1 getcwd fcntl clock_gettime"
    ),
    "cannot be refused where the signal's number is right (sigaction(2))": "rt_sigaction",
    "a question whose error is an answer (isatty(3), TCGETS)": "ioctl",
}


def made(trace: str) -> set[str]:
    """Return what a launcher calls before the target's exec: names, and which prctl(2) or keyctl(2)."""
    stack = "prlimit64(0, RLIMIT_STACK, NULL"  # the C library's: how large a thread's stack is
    lines = [line for line in trace.splitlines() if re.match(r"\w+\(", line) and not line.startswith(stack)]
    last = max(at for at, line in enumerate(lines) if line.startswith("execve("))
    found = set()
    for line in lines[:last]:
        name, argument = re.match(r"(\w+)\((?:PR_CAP_AMBIENT, )?([A-Z_]*)", line).groups()  # type: ignore[union-attr]
        found.add(argument if name == "prctl" else name)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_the_table_has_every_call_that_is_made(
    launcher: Launcher, world: Path, name: str, request: pytest.FixtureRequest
) -> None:
    if launcher.name == "sanitized":
        return  # the same source as the static one, and the sanitizers' own calls
    gap(request, launcher, name)
    trace = world / "made-trace"
    asked = ASKED[name]
    with asked.prepared() as prepare:
        before = (toolchain.need("strace"), "--quiet=all", "-o", str(trace))
        arguments = (*asked.options.split(), "dxuser", "/bin/true")
        assert launcher.run(*arguments, before=before, preexec_fn=prepare).status == 0
    swept = f"{ALWAYS} {asked.calls}".split()
    known = {call if CALLS[call].call == "prctl" else CALLS[call].call for call in swept}
    known |= {call for calls in (BY_PATH, *NOT_OURS.values()) for call in calls.split()}
    assert made(trace.read_text()) - known == set()
