"""Run a launcher for a throwaway uid and compare what becomes of it with the plan.

The target is cat(1): it prints its own /proc/self/status and environ and then waits for its standard input
to end, so that its descriptors can be seen from outside. Nothing of ours is installed for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import random
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.doctor import output
from dropexec.doctor.errors import CannotLookError
from dropexec.launcher import caller, capability, options, plan
from dropexec.launcher.caller import Caller
from dropexec.launcher.environment import variables
from dropexec.launcher.errors import DropexecError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dropexec.doctor.procfs import Proc
    from dropexec.launcher.plan import Plan

_FIRST = b"Name:\t"
"""With which /proc/PID/status begins (proc_pid_status(5))."""

_READY = b"\ndropexec doctor: ready\n"
_LOWEST_EXTRA = 20

_ENVIRONMENT = {
    "DROPEXEC_DOCTOR_CALLER": "of the caller's environment",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "LC_DOCTOR": "kept",
    "NOTIFY_SOCKET": "/run/dropexec-doctor",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "USER": "root",
}
"""The caller's, with what is kept and what is not."""

_TRIALS: tuple[tuple[str, ...], ...] = (
    (),
    (
        "--no-new-privs",
        "--close-fds",
        "--groups={other}",
        "--env=DROPEXEC_DOCTOR_SET=a b",
        "--unset-env=LC_*",
    ),
)
"""The options of each run."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as planned, as it is shown."""

    what: str
    planned: str
    found: str


def run(launcher: str, proc: Proc) -> tuple[int, list[Difference]]:
    """Run the launcher at an absolute path for a throwaway uid; return that uid and every difference.

    To be called by root for a file that nobody else may change. Raises CannotLookError where it cannot be
    tried, and DropexecError with the launcher's own words where it fails.
    """
    uid = throwaway(proc)
    target = next((path for path in ("/usr/bin/cat", "/bin/cat") if os.access(path, os.X_OK)), None)
    if target is None:
        raise CannotLookError("the self-test needs cat(1), which is not installed")
    differences = []
    for words in _TRIALS:
        argv = [*(word.format(other=uid + 1) for word in words), f"{uid}:{uid}", target]
        argv += ["/proc/self/status", "/proc/self/environ", "-"]
        differences += _trial(launcher, argv, target, proc)
    return uid, differences


def throwaway(proc: Proc) -> int:
    """Return a uid that is mapped here and that no account has, the next one up being free as a gid."""
    ranges = [tuple(map(int, line.split())) for line in proc.read("self/uid_map").splitlines()]
    first, _, length = max(ranges, key=lambda one: one[2])
    last = min(first + length, 2**31) - 2
    for _ in range(100):
        uid = random.randint(max(first, last // 2), last) if last > first else 0  # noqa: S311 - not a secret
        try:
            pwd.getpwuid(uid)
        except KeyError:
            return uid
    raise CannotLookError("the user namespace has no uid to spare for the self-test; map a range of ids")


def _trial(launcher: str, argv: Sequence[str], target: str, proc: Proc) -> list[Difference]:
    planned = _plan(argv)
    if planned.missing:
        raise CannotLookError(
            f"the self-test needs {capability.shown(planned.missing)}, which root lacks here"
        )
    reading, writing = os.pipe()
    try:
        # High up, so that it is none of those that a launcher might open and leave behind.
        extra = fcntl.fcntl(reading, fcntl.F_DUPFD, _LOWEST_EXTRA)
    except OSError as error:
        raise CannotLookError(f"the self-test needs {_LOWEST_EXTRA} descriptors: {error.strerror}") from None
    with subprocess.Popen(
        [launcher, *argv],
        env=_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(extra,),
        start_new_session=True,
        cwd="/",
    ) as process:
        try:
            printed = _wait_until_ready(process)
            return list(_compare(planned, printed, process.pid, target, extra, proc))
        finally:
            output.kill(process)
            for descriptor in (reading, writing, extra):
                os.close(descriptor)


def _plan(argv: Sequence[str]) -> Plan:
    present = caller.read()
    fields = {name: getattr(present, name) for name in Caller.__slots__}
    return plan.decide(
        options.parse(list(argv)), Caller(**{**fields, "environment": list(_ENVIRONMENT.items())})
    )


def _wait_until_ready(process: subprocess.Popen[bytes]) -> bytes:
    """Return what the target prints before it waits; raise DropexecError where it does not get that far."""
    stdin = process.stdin
    if stdin is None:
        raise CannotLookError("the self-test has no pipes to its target")
    with contextlib.suppress(BrokenPipeError):  # it has ended: what it says of that is read below
        os.write(stdin.fileno(), _READY)
    printed, errors = output.collect(process, _READY)
    if not printed.endswith(_READY):
        said = errors.decode("utf-8", "surrogateescape").strip().partition("\n")[0]
        raise DropexecError(f"it ended with status {output.status(process)}, saying {quoted(said)}")
    if not printed.startswith(_FIRST):
        first = printed.decode("utf-8", "surrogateescape").partition("\n")[0]
        raise DropexecError(f"it prints before the target does: {quoted(first)}")
    return printed[: -len(_READY)]


def _compare(
    planned: Plan, printed: bytes, pid: int, target: str, extra: int, proc: Proc
) -> list[Difference]:
    head, _, block = printed.partition(b"\nnonvoluntary_ctxt_switches:")
    fields = dict(
        line.split(":\t", 1) for line in head.decode("ascii", "replace").splitlines() if ":\t" in line
    )
    account = planned.account
    expected: dict[str, Any] = {
        "uid": [account.uid] * 4,
        "gid": [account.gid] * 4,
        "groups": sorted(account.groups or ()),
        "environment": {name: value for name, (value, _) in planned.environment.items()},
        # Once set it stays (PR_SET_NO_NEW_PRIVS(2const)): this process may have been given it.
        "no_new_privs": int(planned.no_new_privs or proc.status(os.getpid()).get("NoNewPrivs") == "1"),
        "capabilities": [planned.ambient] * 3,
    }
    found: dict[str, Any] = {
        "uid": _numbers(fields, "Uid"),
        "gid": _numbers(fields, "Gid"),
        "groups": sorted(_numbers(fields, "Groups")),
        "environment": dict(variables(block.partition(b"\n")[2])),
        "no_new_privs": int(fields.get("NoNewPrivs", "0")),
        "capabilities": [int(fields.get(name, "0"), 16) for name in ("CapInh", "CapPrm", "CapEff")],
    }
    # From outside: in a PID namespace the target would know itself by another number.
    expected["pid"], found["pid"] = f"{target.rpartition('/')[2]} as process {pid}", _runs(proc, pid, target)
    try:
        found["descriptors"] = sorted(int(name) for name in os.listdir(proc.directory / str(pid) / "fd"))
        expected["descriptors"] = [0, 1, 2] if planned.close_fds else [0, 1, 2, extra]
    except PermissionError:
        pass  # a container's root may lack CAP_SYS_PTRACE, which another user's descriptors take
    return [
        Difference(what, _shown(expected[what]), _shown(found[what]))
        for what in expected
        if found[what] != expected[what]
    ]


def _runs(proc: Proc, pid: int, target: str) -> str:
    process = proc.process(pid)
    name = target.rpartition("/")[2]
    return (
        f"{name if process and process.comm == name else process and quoted(process.comm)} as process {pid}"
    )


def _numbers(fields: Mapping[str, str], name: str) -> list[int]:
    return [int(word) for word in fields.get(name, "").split() if word.isdecimal()]


def _shown(value: Any) -> str:
    return quoted(str(value))[1:-1]
