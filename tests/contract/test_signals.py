"""Signals and the process itself: mask and dispositions pass, two are reset, no process is created."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contract.launch import Launcher
from tests.native import toolchain

PIPE_AND_XFSZ = 1 << signal.SIGPIPE - 1 | 1 << signal.SIGXFSZ - 1


def signals(launcher: Launcher, **popen: Any) -> dict[str, int]:
    """Return the masks that cat has when a launcher starts it."""
    outcome = launcher.run("dxuser", "/bin/cat", "/proc/self/status", **popen)
    fields = dict(line.split(":\t", 1) for line in outcome.stdout.decode().splitlines())
    return {name: int(fields[name], 16) for name in ("SigIgn", "SigBlk", "SigCgt", "SigPnd")}


def test_no_signal_is_ignored_blocked_or_caught_in_the_target(launcher: Launcher) -> None:
    assert signals(launcher, restore_signals=True) == {"SigIgn": 0, "SigBlk": 0, "SigCgt": 0, "SigPnd": 0}


def test_what_the_caller_ignores_and_blocks_passes(launcher: Launcher) -> None:
    def prepare() -> None:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2, signal.SIGCHLD})

    ignored = sum(
        1 << number - 1 for number in (signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGTERM)
    )
    blocked = sum(1 << number - 1 for number in (signal.SIGUSR2, signal.SIGCHLD))
    assert signals(launcher, preexec_fn=prepare) == {
        "SigIgn": ignored,
        "SigBlk": blocked,
        "SigCgt": 0,
        "SigPnd": 0,
    }


def test_sigpipe_and_sigxfsz_are_default_whatever_the_caller_had(launcher: Launcher) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    assert signals(launcher, preexec_fn=ignore)["SigIgn"] == 0


def test_a_pipe_that_closes_ends_the_target_by_sigpipe(launcher: Launcher) -> None:
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as broken:
        assert launcher.run("dxuser", "/usr/bin/yes", stdout=broken).status == -signal.SIGPIPE


def test_sigterm_sent_to_the_known_pid_reaches_the_target(launcher: Launcher) -> None:
    command = ("/bin/sh", "-c", "trap 'echo caught; exit 7' TERM; echo ready; read line")
    with subprocess.Popen(
        [*launcher.argv, "dxuser", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 7
        assert process.stdout.read() == b"caught\n"


def test_ctrl_c_during_the_start_ends_it_by_sigint_without_a_traceback(
    launcher: Launcher, world: Path
) -> None:
    """The signal comes as login.defs is opened, between the launcher's start and the exec."""
    opening = ("-P", "/etc/login.defs", "-e", "inject=open,openat:signal=SIGINT")
    trace = str(world / "interrupt-trace")
    before = (toolchain.need("strace"), "-qq", "-o", trace, "-e", "trace=open,openat", *opening)
    outcome = launcher.run("dxuser", "/bin/true", before=before)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize(
    "arguments",
    [
        ["dxuser", "/bin/true"],
        ["nobdy", "/bin/true"],
        ["dxuser", "/no/such"],
        [
            "--no-tty",
            "--close-fds",
            "--chown-stdio",
            "--pdeathsig=TERM",
            "--no-new-privs",
            "--ambient-caps=chown",
            "dxuser",
            "/bin/true",
        ],
        ["--help"],
    ],
)
def test_no_process_is_created_on_any_path(launcher: Launcher, arguments: list[str], world: Path) -> None:
    trace = world / "fork-trace"
    before = ("/usr/bin/strace", "-f", "-qq", "-e", "trace=process", "-e", "signal=none", "-o", str(trace))
    launcher.run(*arguments, before=before)
    calls = {line.split()[1].split("(")[0] for line in trace.read_text().splitlines()}
    assert calls <= {"execve", "exit_group", "+++"}


def test_the_order_is_groups_then_gid_then_uid(launcher: Launcher, world: Path) -> None:
    trace = world / "order-trace"
    before = (
        "/usr/bin/strace",
        "-qq",
        "-e",
        "trace=setgroups,setresgid,setresuid,chdir,umask,prctl,execve",
        "-o",
        str(trace),
    )
    launcher.run("--umask=027", "--chdir=/usr", "--no-new-privs", "dxuser:dxsupa", "/bin/true", before=before)
    lines = [
        line
        for line in trace.read_text().splitlines()
        if not line.startswith(("prctl(PR_GET", "prctl(PR_CAP"))
    ]
    # The umask that the interpreter or the loader may set at its start comes before the first line looked at.
    lines = (
        lines[lines.index("umask(027)                              = 022") :]
        if "umask(027)" in trace.read_text()
        else lines
    )
    names = [line.split("(")[0] for line in lines]
    assert names == [
        *["umask"] * 3,  # set, and seen to be set
        *("setgroups", "setresgid", "setresuid", "setresuid", "prctl", "chdir", "execve"),
    ]
    assert lines[3].startswith("setgroups(1, [5002])")
    assert lines[4].startswith("setresgid(5002, 5002, 5002)")
    assert lines[5].startswith("setresuid(5001, 5001, 5001)")
    assert lines[6].startswith("setresuid(-1, 0, -1)")
    assert "EPERM" in lines[6]


def test_accounts_are_looked_up_before_the_first_change(launcher: Launcher, world: Path) -> None:
    """From setgroups to execve no file is opened: nothing of the target's is read as the database."""
    trace = world / "lookup-trace"
    calls = "trace=open,openat,socket,connect,setgroups,setresgid,setresuid,execve"
    before = ("/usr/bin/strace", "-qq", "-e", calls, "-o", str(trace))
    assert launcher.run("dxuser:dxsupa", "/bin/true", before=before).status == 0
    lines = trace.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("setgroups("))
    last = max(number for number, line in enumerate(lines) if line.startswith("execve("))
    assert any("/etc/passwd" in line for line in lines[:first])
    names = [line.partition("(")[0] for line in lines[first : last + 1] if "/proc/self/status" not in line]
    assert names == ["setgroups", "setresgid", "setresuid", "setresuid", "execve"]


def test_what_no_option_asks_for_costs_no_system_call(launcher: Launcher, world: Path) -> None:
    trace = world / "absent-trace"
    features = (
        "capset,prctl,setsid,ioctl,setpriority,setrlimit,fchown,chdir,close_range,seccomp,unshare,chroot"
    )
    before = ("/usr/bin/strace", "-qq", "-e", f"trace={features},execve", "-o", str(trace))
    assert launcher.run("dxuser", "/bin/true", before=before).status == 0
    lines = trace.read_text().splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("execve("))
    # Reads only: an interpreter asks of its own descriptors whether they are terminals, and libcap, which
    # comes with nss-systemd, asks which capabilities the kernel knows.
    reads = ("ioctl(", "prctl(PR_CAPBSET_READ", "prctl(PR_GET")
    found = [line for line in lines[:last] if not line.startswith(("execve(", *reads)) or "TIOCNOTTY" in line]
    assert found == []
