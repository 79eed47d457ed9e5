"""Why signals cannot be watched here, and what would do."""

from __future__ import annotations

import os
from typing import NamedTuple

from dropexec.watch.audit import advice

# linux/capability.h
_SYS_ADMIN, _PERFMON, _BPF = 21, 38, 39
_NEEDED = {_BPF: "CAP_BPF", _PERFMON: "CAP_PERFMON"}

# The initial namespaces have fixed inode numbers: include/linux/proc_ns.h.
_FIRST_USER_NAMESPACE = "user:[4026531837]"
_FIRST_PID_NAMESPACE = "pid:[4026531836]"

_ON_THE_HOST = "watch on the host, or with --pid=host and the capabilities CAP_BPF and CAP_PERFMON"


class Rights(NamedTuple):
    """What this process may do, and where it is."""

    root: bool
    capabilities: int
    user_namespace: bool
    pid_namespace: bool
    locked_down: bool


def rights(proc: str = "/proc/self", lockdown: str = "/sys/kernel/security/lockdown") -> Rights:
    """Return what /proc and kernel_lockdown(7) say of this process."""
    status = _text(f"{proc}/status")
    fields = dict(line.partition(":")[::2] for line in status.splitlines())
    return Rights(
        root=os.geteuid() == 0,
        capabilities=int(fields.get("CapEff", "0").strip() or "0", 16),
        user_namespace=_link(f"{proc}/ns/user") not in (None, _FIRST_USER_NAMESPACE),
        pid_namespace=_link(f"{proc}/ns/pid") not in (None, _FIRST_PID_NAMESPACE),
        locked_down="[confidentiality]" in _text(lockdown),
    )


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None


def obstacle(known: Rights) -> tuple[str, str] | None:
    """Return what is missing and what would do, None where nothing speaks against trying."""
    if known.user_namespace:
        return "this is a user namespace, in which the kernel denies bpf(2) and tracefs", _ON_THE_HOST
    if known.locked_down:
        return (
            "the kernel is locked down for confidentiality and shows nobody its memory (kernel_lockdown(7))",
            "boot with lockdown=integrity",
        )
    missing = [name for bit, name in _NEEDED.items() if not _has(known, bit)]
    if missing:
        what = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        return what, _ON_THE_HOST if known.root or known.pid_namespace else "run it as root"
    if known.pid_namespace:
        return "this is a PID namespace of its own, and the kernel's process ids are the host's", _ON_THE_HOST
    return None


def _has(known: Rights, bit: int) -> bool:
    # CAP_SYS_ADMIN includes both; capabilities(7).
    return bool(known.capabilities >> bit & 1 or known.capabilities >> _SYS_ADMIN & 1)


def refusal(what: str, remedy: str, numbers: tuple[int, ...]) -> str:
    """Return the one line that says so."""
    return f"cannot watch signals: {what}; {remedy}, {advice(numbers)}"
