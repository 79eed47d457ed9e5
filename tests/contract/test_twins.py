"""The launchers are one contract: for any command line, environment, accounts and caller they do the same.

The Python launcher is the reference; both native builds have to end with the same status and message, or
start the same target with the same credentials, limits, environment and argv.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.contract import callers, generated
from tests.contract.calls import CALLS, ERRORS
from tests.contract.etc import Etc
from tests.lab.seccomp import Refusal
from tests.native import toolchain

SYSTEM_PYTHON = "/usr/bin/python3"

# musl's words for an errno where they are not glibc's (strerror(3)).
MUSL = {
    b"Filename too long": b"File name too long",
    b"Symbolic link loop": b"Too many levels of symbolic links",
    b"Out of memory": b"Cannot allocate memory",
    b"I/O error": b"Input/output error",
}

# What no interpreter needs for itself, and both make: not capget(2), which /proc/self/status stands for in
# Python.
FAULTY = (
    "getresuid getresgid getgroups setgroups setresgid setresuid setresuid-back capset umask "
    "setpriority getpriority setrlimit-nofile getsid setsid PR_SET_KEEPCAPS PR_CAPBSET_DROP "
    "PR_CAP_AMBIENT_RAISE PR_CAP_AMBIENT_CLEAR_ALL PR_SET_NO_NEW_PRIVS PR_GET_NO_NEW_PRIVS "
    "PR_SET_PDEATHSIG PR_GET_PDEATHSIG"
)
FAULTS = (
    st.none()
    | st.none()
    | st.sampled_from(
        [
            Refusal(call.call, error, call.where)
            for call in (CALLS[name] for name in FAULTY.split())
            for error in (*ERRORS, *([0] if call.guards else []))
        ]
    )
)

# What /proc/PID/status says of the change; the rest is the run's own.
SHOWN = (b"Umask", b"Uid", b"Gid", b"Groups", b"NoNewPrivs", b"Sig", b"Shd", b"Cap")


@dataclass(frozen=True)
class Outcome:
    """How a run ended, without what differs from run to run."""

    status: int
    message: bytes
    credentials: tuple[bytes, ...]
    limits: tuple[bytes, ...]
    argv: tuple[bytes, ...]
    environment: tuple[bytes, ...]


def outcome(done: subprocess.CompletedProcess[bytes], words: int) -> Outcome:
    """Take the report of the target apart; ``words`` is how many it was started with."""
    head, _, tail = done.stdout.partition(b"Limit ")
    status = head.splitlines()
    lines = tail.split(b"\n", 17)
    rest = lines[-1].removesuffix(b"\0").split(b"\0") if len(lines) == 18 else []
    message = done.stderr
    for musl, glibc in MUSL.items():
        message = message.replace(musl, glibc)
    return Outcome(
        status=done.returncode,
        message=message,
        credentials=tuple(line for line in status if line.startswith(SHOWN) and not line.startswith(b"SigQ")),
        limits=tuple(lines[:17]),
        argv=tuple(rest[:words]),
        environment=tuple(rest[words:]),
    )


@pytest.fixture(scope="module")
def reference(world: Path) -> list[str]:
    """The Python launcher in the one form that every caller may start."""
    output = world / "reference.pyz"
    builder = toolchain.ROOT / "packaging/zipapp/build.py"
    subprocess.run([SYSTEM_PYTHON, str(builder), str(output)], check=True)
    return [SYSTEM_PYTHON, "-IS", str(output)]


@pytest.mark.timeout(1800)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_both_launchers_do_the_same(
    data: st.DataObject,
    etc: Etc,
    reference: list[str],
    native: Path,
    static: Path,
) -> None:
    for name, contents in generated.FILES.items():
        etc.write(name, data.draw(contents, name).encode())
    words = [
        *data.draw(generated.option_words, "options"),
        data.draw(generated.specs, "spec"),
        *data.draw(generated.commands, "command"),
    ]
    environment = data.draw(generated.environments, "environment")
    uid, gid, extra = data.draw(generated.callers, "caller")
    fault = data.draw(FAULTS, "fault")
    # The report begins with the target's own argv.
    started = len(words) - next(
        (at for at, word in enumerate(words) if word in ("cat", "/bin/cat")), len(words)
    )
    found = {}
    for name, launcher in (("python", reference), ("native", [str(native)]), ("static", [str(static)])):
        done = subprocess.run(
            [*launcher, *words],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            preexec_fn=callers.become(uid, gid, extra, fault),
            check=False,
        )
        found[name] = outcome(done, started)
    event(f"status {found['python'].status}")
    assert found["native"] == found["python"]
    assert found["static"] == found["python"]
