"""Where signals cannot be watched: one line that says what is missing and what would do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dropexec.watch.audit import rules
from tests.lab.collection import PROJECT
from tests.lab.process import ENVIRONMENT
from tests.lab.watch.watcher import COMMAND

HOST = "watch on the host, or with --pid=host and the capabilities CAP_BPF and CAP_PERFMON"


def refused(*front: str, engine: str = "auto", options: Sequence[str] = ()) -> str:
    argv = [*front, *COMMAND, "--engine", engine, *options, "--signal", "TERM", "--", "true"]
    environment = {**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(argv, capture_output=True, text=True, env=environment, cwd=PROJECT, check=False)
    assert (done.returncode, done.stdout) == (125, "")
    (line,) = done.stderr.splitlines()
    return line


def expected(what: str, remedy: str) -> str:
    first, second = rules((15,))
    return (
        f"dropexecctl: cannot watch signals: {what}; {remedy}, or have auditd record it, at up to twice the"
        f" cost of every system call: {first}; {second} (the same with arch=b32 for 32-bit programs)"
    )


def sh(script: str) -> tuple[str, ...]:
    return ("unshare", "--mount", "--", "sh", "-euc", f'{script}; exec "$@"', "sh")


AS_NOBODY = (
    "import os, sys; from dropexec.ctl import main; import dropexec.ctl.watch;"
    "os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534);"
    "sys.argv[0] = 'dropexecctl'; main()"
)
"""The interpreter may be where only root may read: it becomes nobody when it has read it."""


def test_an_ordinary_user() -> None:
    argv = [sys.executable, "-c", AS_NOBODY, "watch", "--signal", "TERM", "--", "true"]
    done = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False)
    assert (done.returncode, done.stdout) == (125, "")
    line = expected("CAP_BPF and CAP_PERFMON are missing", "run it as root")
    assert done.stderr == f"{line}\n"


def test_a_user_namespace() -> None:
    line = refused("unshare", "--user", "--map-root-user")
    assert line == expected("this is a user namespace, in which the kernel denies bpf(2) and tracefs", HOST)


def test_root_without_the_capabilities_as_in_a_container() -> None:
    line = refused("setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin", "--inh-caps=-all")
    assert line == expected("CAP_BPF and CAP_PERFMON are missing", HOST)


def test_a_pid_namespace_of_its_own() -> None:
    line = refused("unshare", "--pid", "--fork", "--mount-proc")
    assert line == expected(
        "this is a PID namespace of its own, and the kernel's process ids are the host's", HOST
    )


def test_a_kernel_that_is_locked_down(tmp_path: Path) -> None:
    double = tmp_path / "lockdown"
    double.write_text("none integrity [confidentiality]\n")
    script = "mount -t tmpfs none /sys/kernel/security; cp " + str(double) + " /sys/kernel/security/lockdown"
    assert refused(*sh(script)) == expected(
        "the kernel is locked down for confidentiality and shows nobody its memory (kernel_lockdown(7))",
        "boot with lockdown=integrity",
    )


NO_BTF = "mount -t tmpfs none /sys/kernel/btf"


def test_a_kernel_without_type_information_that_is_to_use_ebpf() -> None:
    assert refused(*sh(NO_BTF), engine="bpf") == expected(
        "bpf: the kernel has no type information (/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF)",
        "use --engine=tracefs, or a kernel with CONFIG_BPF_SYSCALL and CONFIG_DEBUG_INFO_BTF"
        " (Linux 5.8 or later)",
    )


def test_a_kernel_without_type_information_is_watched_with_tracefs() -> None:
    argv = [*sh(NO_BTF), *COMMAND, "--", "sh", "-c", "kill -TERM $$"]
    done = subprocess.run(argv, capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False)
    assert done.returncode == 143
    assert "watching with tracefs, which cannot see the command line, user, terminal and unit" in done.stderr
    assert "TERM to sh[" in done.stdout


def test_type_information_that_is_cut_short() -> None:
    script = f"{NO_BTF}; head -c 1000 /proc/self/exe >/sys/kernel/btf/vmlinux"
    assert "bpf: the kernel's type information has another format than BTF version 1;" in refused(
        *sh(script), engine="bpf"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (["4194304"], 1, "cannot watch 4194304: no such process; pgrep -a NAME lists what runs"),
        (
            ["--name", "nothing-is-called-so"],
            1,
            (
                "cannot watch nothing-is-called-so: no process is called so;"
                " pgrep -a nothing-is-called-so lists similar ones"
            ),
        ),
        (
            ["--unit", "no-such"],
            1,
            (
                "cannot watch unit no-such.service: it has no control group here;"
                " systemctl status no-such.service says why"
            ),
        ),
        (
            ["--", "/no/such/command"],
            127,
            "cannot run /no/such/command: No such file or directory; give a command that can be run",
        ),
        (
            ["--", "/etc/passwd"],
            126,
            "cannot run /etc/passwd: Permission denied; give a command that can be run",
        ),
    ],
)
def test_what_is_not_there_is_said_with_its_status(arguments: list[str], status: int, line: str) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (status, "", f"dropexecctl: {line}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["1", "--all"],
        ["--unit", "x", "--name", "y"],
        ["--"],
        ["1", "--", "true"],
        ["0"],
        ["x"],
        ["1", "--for", "1"],
        ["1", "--signal", "NOPE"],
        ["1", "--engine", "audit"],
        ["1", "--argv"],
    ],
)
def test_a_wrong_command_line_has_status_2(arguments: list[str]) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=ENVIRONMENT, cwd=PROJECT, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
