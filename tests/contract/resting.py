"""A target at rest, seen from outside: a filter on it cannot change what the test sees."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import platform
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.launch import Launcher, Outcome
from tests.native import toolchain

SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


def build(directory: Path) -> Path:
    """Compile the target: static, so that its start needs nothing that a test may refuse."""
    output = directory / "resting"
    source = Path(__file__).with_name("resting.c")
    command = [toolchain.need("gcc"), "-static", "-O1", "-Werror", "-o", str(output), str(source)]
    subprocess.run(command, check=True)
    os.chmod(output, 0o755)
    return output


@dataclass(frozen=True)
class Rest:
    """How a run ended where the target never ran, or the state that it rested in."""

    outcome: Outcome | None
    state: dict[str, Any] | None


def state(pid: int, pdeathsig: int, keyring: int) -> dict[str, Any]:
    """Return what the kernel shows of a process to root, and what only the process can know."""
    directory = Path("/proc", str(pid))
    status = dict(
        line.split(":\t", 1) for line in (directory / "status").read_text().splitlines() if ":\t" in line
    )
    fields = (directory / "stat").read_text().rpartition(")")[2].split()
    return {
        "uids": [int(uid) for uid in status["Uid"].split()],
        "gids": [int(gid) for gid in status["Gid"].split()],
        "groups": [int(gid) for gid in status["Groups"].split()],
        "capabilities": {name: int(status[name], 16) for name in SETS},
        "no_new_privs": int(status["NoNewPrivs"]),
        "umask": int(status["Umask"], 8),
        "directory": os.readlink(directory / "cwd"),
        "terminal": int(fields[4]),
        "nice": int(fields[16]),
        "oom_score_adj": int((directory / "oom_score_adj").read_text()),
        **limits((directory / "limits").read_text()),
        "descriptors": sorted(int(name) for name in os.listdir(directory / "fd")),
        "argv": (directory / "cmdline").read_bytes().split(b"\0")[:-1],
        "environment": sorted((directory / "environ").read_bytes().split(b"\0")[:-1]),
        "pdeathsig": pdeathsig,
        "keyring": "the caller's" if keyring == session_keyring() else "new",
    }


def limits(text: str) -> dict[str, list[str]]:
    """Return /proc/PID/limits: prlimit(2) of another user's process needs CAP_SYS_RESOURCE."""
    return {line[:26].strip(): line[26:].split()[:2] for line in text.splitlines()[1:]}


KEYCTL = {"x86_64": 250, "aarch64": 219}


@functools.cache
def session_keyring() -> int:
    """Give this process a session keyring of its own, once, and return its serial number (keyctl(2)).

    Without one a change of the uid is also a change to that user's default (session-keyring(7)).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    serial = libc.syscall(KEYCTL[platform.machine()], 1, None)  # KEYCTL_JOIN_SESSION_KEYRING
    if serial < 0:
        raise OSError(ctypes.get_errno(), "keyctl")
    # Possession alone would not let the target find it: the whole of it is for everybody (KEYCTL_SETPERM).
    if libc.syscall(KEYCTL[platform.machine()], 5, serial, ctypes.c_uint(0x3F3F3F3F)) < 0:
        raise OSError(ctypes.get_errno(), "keyctl")
    return int(serial)


def owners(pid: int) -> dict[int, int]:
    """Return the owner of what is behind each descriptor of a process."""
    directory = Path("/proc", str(pid), "fd")
    return {int(name): os.stat(directory / name).st_uid for name in os.listdir(directory)}


def run(
    launcher: Launcher,
    target: Path,
    *arguments: str,
    before: tuple[str, ...] = (),
    prepare: Callable[[], None] | None = None,
    **popen: Any,
) -> Rest:
    """Run the launcher with arguments before the target and look at the target while it rests."""
    session_keyring()
    popen.setdefault("cwd", "/")
    popen.setdefault("env", {"TERM": "dumb", "SECRET": "1"})
    process = subprocess.Popen(
        [*before, *launcher.argv, *arguments, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=prepare,  # noqa: PLW1509 - there are no threads
        **popen,
    )
    assert process.stdout is not None
    seen = None
    with _ended(process):
        ready = process.stdout.readline()
        if ready:
            pid, pdeathsig, keyring = (int(word) for word in ready.split())
            seen = state(pid, pdeathsig, keyring)
            seen["owners"] = owners(pid)
        stdout, stderr = process.communicate(timeout=60)
    return Rest(Outcome(process.pid, process.returncode, stdout, stderr), seen)


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        process.kill()
        process.wait()
        raise
