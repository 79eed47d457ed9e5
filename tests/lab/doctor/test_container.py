"""The check container where PID 1 and the user namespace are really like that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.supervised.deadline import until

pytestmark = [pytest.mark.root, pytest.mark.lab]

DOCTOR = (sys.executable, "-m", "dropexec.ctl", "doctor", "--json", "--check", "container")
NAMESPACES = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")


def faults(*argv: str) -> tuple[int, list[tuple[str, str]]]:
    """Run a command that runs doctor; return its status and what it found."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed: apt-get install util-linux")
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, timeout=60)
    return done.returncode, found(done.stdout)


def found(printed: bytes) -> list[tuple[str, str]]:
    """Return the findings in what doctor printed, sorted."""
    [check] = json.loads(printed)["checks"]
    return sorted((one["status"], one["fault"]) for one in check["details"]["findings"])


def test_a_program_as_pid_1_passes() -> None:
    assert faults(*NAMESPACES, *DOCTOR) == (0, [])


def test_a_shell_as_pid_1_is_found_and_one_that_execs_is_not() -> None:
    line = " ".join(DOCTOR)
    assert faults(*NAMESPACES, "sh", "-c", f"{line}; exit $?") == (1, [("fail", "shell")])
    assert faults(*NAMESPACES, "sh", "-c", f"exec {line}") == (0, [])


def test_missing_capabilities_are_found() -> None:
    less = ("setpriv", "--bounding-set=-setuid,-setgid", "--inh-caps=-all", "--ambient-caps=-all")
    assert faults(*NAMESPACES, *less, *DOCTOR) == (1, [("fail", "capabilities")])


def test_a_user_namespace_with_one_uid_that_denies_setgroups_is_found() -> None:
    expected = [("fail", "gid_map"), ("fail", "setgroups"), ("fail", "uid_map")]
    assert faults(NAMESPACES[0], "--user", "--map-root-user", *NAMESPACES[1:], *DOCTOR) == (1, expected)


def test_a_range_of_ids_that_leaves_accounts_out_is_found() -> None:
    # unshare(1) maps ranges with newuidmap(1) alone, which obeys /etc/subuid; root may write the maps.
    argv = ["unshare", "--user", "sh", "-c", 'read -r _; exec "$@"', "sh", *NAMESPACES, *DOCTOR]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        own = os.readlink("/proc/self/ns/user")
        until(lambda: os.readlink(f"/proc/{process.pid}/ns/user") != own, 30.0, "no user namespace")
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{process.pid}/{name}").write_text("0 0 1000\n", encoding="ascii")
        printed, _ = process.communicate(b"\n", timeout=60)
    assert (process.returncode, found(printed)) == (0, [("warn", "gid_map"), ("warn", "uid_map")])
