"""Every system call between the start of the native launcher and the exec of its target, with its reason."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

PLAIN = [
    ("execve", "the launcher itself"),
    ("arch_prctl", "libc: the thread pointer"),
    ("set_tid_address", "libc: the thread's id"),
    ("fcntl", "is descriptor 0 open? A message must not go into a file of ours"),
    ("fcntl", "is descriptor 1 open?"),
    ("fcntl", "is descriptor 2 open?"),
    ("getresuid", "set-user-ID? And what is to be changed"),
    ("getresgid", "set-group-ID? And what is to be changed"),
    ("getgroups", "what is to be changed"),
    ("capget", "which rights there are"),
    ("open /etc/passwd", "the account"),
    ("fstat", "a regular file? A FIFO would never end"),
    ("read...", "a page at a time, up to the account's line"),
    ("close", "the account is found"),
    ("open /etc/group", "the account's groups"),
    ("fstat", "a regular file?"),
    ("read...", "all of it: a member may stand in the last line"),
    ("close", "the groups are found"),
    ("open /etc/login.defs", "PATH"),
    ("fstat", "a regular file?"),
    ("read...", "all of it: the last ENV_PATH counts"),
    ("close", "PATH is found"),
    ("getcwd", "does the working directory lie inside this root?"),
    ("setgroups", "the change, first step"),
    ("setresgid", "second step"),
    ("setresuid", "third step"),
    ("getresuid", "read back"),
    ("getresgid", "read back"),
    ("getgroups", "read back"),
    ("capget", "did any capability outlast the change?"),
    ("setresuid", "uid 0 must not come back: this has to fail"),
    ("execve", "the target"),
]

# clone and clone3 are fork(2) and pthread_create(3) as well; posix_spawn(3) and system(3) end there too.
PROCESS_MAKERS = {"fork", "vfork", "clone", "clone3"}


def calls(launcher: Path, *arguments: str, world: Path) -> list[str]:
    """Return the system calls of a run up to the target's execve: names, and the path that open has."""
    trace = world / f"calls-{launcher.name}"
    strace = [toolchain.need("strace"), "-f", "-o", str(trace)]
    subprocess.run([*strace, launcher, *arguments], check=False, env={}, cwd="/", capture_output=True)
    found = []
    for line in trace.read_text().splitlines():
        match = re.match(r'\d+ +(\w+)\((?:AT_FDCWD, )?("[^"]*")?', line)
        if match is None:
            continue
        name = match[1].replace("openat", "open").replace("newfstatat", "fstat")
        found.append(f"{name} {match[2][1:-1]}" if name == "open" and match[2] else name)
        if name == "execve" and len(found) > 1 and line.endswith("= 0"):
            break
    return found


def without_repeated_reads(found: list[str]) -> list[str]:
    """Show a run of reads as one: how many it takes is the size of the files."""
    named = ["read..." if call == "read" else call for call in found]
    return [call for at, call in enumerate(named) if call != "read..." or named[at - 1] != call]


def test_the_plain_case_is_this_list_and_nothing_else(static: Path, world: Path) -> None:
    found = calls(static, "nobody", "/bin/true", world=world)
    assert without_repeated_reads(found) == [call for call, _ in PLAIN]
    assert len(found) <= 40


OPTIONS = {
    # option: how many calls more than the plain case
    "--keep-groups": -5,  # neither /etc/group nor setgroups
    "--env=A=1": 0,
    "--umask=022": 3,  # set, and seen to be set
    "--close-fds": 4,  # one more to close, and seen to be closed
    "--no-new-privs": 2,
    "--new-keyring": 2,
    "--pdeathsig=TERM": 4,
    "--nice=1": 2,
    "--chdir=/": 1,
}


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_costs_its_own_calls_only(static: Path, world: Path, option: str) -> None:
    found = without_repeated_reads(calls(static, option, "nobody", "/bin/true", world=world))
    assert len(found) - len(PLAIN) == OPTIONS[option]
    assert ("open /etc/group" in found) == ("setgroups" in found) == (option != "--keep-groups")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody", "/bin/true"),
        ("--no-tty", "--close-fds", "--chown-stdio", "--bounding-caps=none", "nobody", "/bin/true"),
        ("--ambient-caps=net_bind_service", "--rlimit=core=0", "--chdir=/", "--nice=1", "nobody", "true"),
        ("nobody", "no-such-command"),
        ("nobdy", "true"),
        ("--version",),
        ("--help",),
        (),
    ],
)
def test_no_path_makes_a_process(native: Path, static: Path, world: Path, arguments: tuple[str, ...]) -> None:
    for launcher in (native, static):
        found = calls(launcher, *arguments, world=world)
        assert PROCESS_MAKERS & set(found) == set()
        assert found[0] == "execve"
