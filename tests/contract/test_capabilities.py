"""Capability sets, no_new_privs and the parent-death signal."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.contract.launch import TARGET_PYTHON, Launcher

CHOWN, NET_BIND_SERVICE, SETUID, NET_RAW = 0, 10, 7, 13


def mask(*numbers: int) -> int:
    return sum(1 << number for number in numbers)


def bounding() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd"))


def sets(*, kept: int = 0, bound: int | None = None) -> dict[str, int]:
    """The sets of a target that is not root and keeps these."""
    return {
        "CapInh": kept,
        "CapPrm": kept,
        "CapEff": kept,
        "CapAmb": kept,
        "CapBnd": bounding() if bound is None else bound,
    }


def test_no_capability_is_left_by_default(launcher: Launcher) -> None:
    assert launcher.reported("dxuser")["capabilities"] == sets()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("net_bind_service", mask(10)),
        ("cap_net_bind_service", mask(10)),
        ("CAP_NET_RAW,chown", mask(0, 13)),
        ("setuid", mask(7)),
        ("setgid,setuid", mask(6, 7)),
    ],
)
def test_ambient_capabilities_stay_and_nothing_else_does(launcher: Launcher, text: str, kept: int) -> None:
    found = launcher.reported("--ambient-caps", text, "dxuser")
    assert (found["capabilities"], found["uids"]) == (sets(kept=kept), [5001] * 4)


def test_an_ambient_capability_is_of_use(launcher: Launcher) -> None:
    bind = (
        "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.close(); "
        "s = socket.socket(); s.bind(('127.0.0.1', 999)); print('bound')"
    )
    limit = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()
    assert int(limit) > 999
    assert (
        launcher.run("--ambient-caps=net_bind_service", "dxuser", TARGET_PYTHON, "-c", bind).stdout
        == b"bound\n"
    )
    assert launcher.run("dxuser", TARGET_PYTHON, "-c", bind).status == 1


@pytest.mark.parametrize(
    ("text", "bound"), [("none", 0), ("chown,net_raw", mask(0, 13)), ("CAP_SETUID", mask(7))]
)
def test_the_bounding_set_is_reduced_to_these(launcher: Launcher, text: str, bound: int) -> None:
    assert launcher.reported(f"--bounding-caps={text}", "dxuser")["capabilities"] == sets(bound=bound)
    root = launcher.reported(f"--bounding-caps={text}", "root")["capabilities"]
    assert (root["CapPrm"], root["CapEff"], root["CapBnd"]) == (bound, bound, bound)


def test_ambient_and_bounding_go_together(launcher: Launcher) -> None:
    found = launcher.reported("--ambient-caps=chown", "--bounding-caps=chown,net_raw", "dxuser")
    assert found["capabilities"] == sets(kept=mask(0), bound=mask(0, 13))


def test_root_can_be_given_ambient_capabilities_too(launcher: Launcher) -> None:
    found = launcher.reported("--ambient-caps=chown", "root")["capabilities"]
    assert (found["CapAmb"], found["CapEff"]) == (mask(0), bounding())


def test_a_capability_outside_the_bounding_set_names_what_is_missing(launcher: Launcher) -> None:
    before = ("/usr/sbin/capsh", "--drop=cap_chown", "--", "-c", 'exec "$@"', "sh")
    assert launcher.run("--ambient-caps=chown,net_raw", "dxuser", "/bin/true", before=before).refused() == (
        'cannot become "dxuser" (uid 5001, gid 5001): this process lacks CAP_CHOWN; '
        "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)"
    )


def inherited(*words: str) -> tuple[str, ...]:
    return ("/usr/bin/setpriv", *words)


@pytest.mark.parametrize(
    "words", [("--inh-caps=+chown,+net_raw",), ("--inh-caps=+chown", "--ambient-caps=+chown")]
)
def test_inheritable_and_ambient_capabilities_of_the_caller_are_emptied(
    launcher: Launcher, words: tuple[str, ...]
) -> None:
    assert launcher.reported("dxuser", before=inherited(*words))["capabilities"] == sets()


def test_they_are_emptied_too_where_the_user_is_the_target_already(open_launcher: Launcher) -> None:
    before = inherited(
        "--reuid=5001", "--regid=5001", "--init-groups", "--inh-caps=+chown", "--ambient-caps=+chown"
    )
    assert open_launcher.reported("dxuser", before=before)["capabilities"] == sets()
    assert open_launcher.reported("--ambient-caps=chown", "dxuser", before=before)["capabilities"] == sets(
        kept=mask(0)
    )


def test_securebits_that_keep_root_capabilities_do_not_keep_them_here(launcher: Launcher) -> None:
    before = inherited("--securebits=+no_setuid_fixup")
    found = launcher.reported("dxuser", before=before)
    assert (found["capabilities"], found["uids"]) == (sets(), [5001] * 4)


def test_uid_0_cannot_be_had_back(launcher: Launcher) -> None:
    attempt = (
        "import os\n"
        "try:\n    os.setresuid(-1, 0, -1)\n    print('root again')\n"
        "except PermissionError:\n    print('no')"
    )
    assert launcher.run("dxuser", TARGET_PYTHON, "-c", attempt).stdout == b"no\n"
    assert (
        launcher.run("--ambient-caps=setuid", "dxuser", TARGET_PYTHON, "-c", attempt).stdout
        == b"root again\n"
    )


@pytest.mark.parametrize(("option", "value"), [((), 0), (("--no-new-privs",), 1)])
def test_no_new_privs_is_set_when_asked_for(launcher: Launcher, option: tuple[str, ...], value: int) -> None:
    assert launcher.reported(*option, "dxuser")["no_new_privs"] == value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("TERM", 15),
        ("SIGTERM", 15),
        ("9", 9),
        ("usr1", 10),
        ("RTMIN", signal.SIGRTMIN),
        ("64", 64),
        ("STKFLT", 16),  # every machine but MIPS and SPARC
        ("SIGIOT", 6),
        ("poll", 29),
        ("CLD", 17),
    ],
)
def test_the_parent_death_signal_is_set_after_the_change(launcher: Launcher, text: str, number: int) -> None:
    show = "import ctypes; n = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)"
    assert launcher.run(f"--pdeathsig={text}", "dxuser", TARGET_PYTHON, "-c", show).stdout == b"%d\n" % number
    assert launcher.run("dxuser", TARGET_PYTHON, "-c", show).stdout == b"0\n"


def test_the_target_dies_with_its_parent(launcher: Launcher) -> None:
    """The parent starts it, says its pid and ends; the pipe that only the target holds then closes."""
    start = (
        "import subprocess,sys\n"
        "p = subprocess.Popen([*sys.argv[1:], '/bin/sh', '-c', 'echo ready; "
        "exec cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "p.stdout.readline()\nsys.stdout.write('started')\nsys.stdout.flush()\nsys.stdin.read()\n"
    )
    argv = [TARGET_PYTHON, "-c", start, *launcher.argv, "--pdeathsig=KILL", "dxuser"]
    read, write = os.pipe()
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}, stderr=write
    ) as parent:
        os.close(write)
        assert parent.stdout is not None
        assert parent.stdout.read(7) == b"started"
        parent.kill()
    with open(read, "rb") as stderr:
        assert stderr.read() == b""
