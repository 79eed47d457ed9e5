"""The audit rules that record who sends a signal, as advice: watch installs none.

They need auditd, slow every system call of the machine down (the cheapest one 1.9 times on Linux 6.18,
and 1.4 times still when they have been removed), and are silent under ``-a never,task``.
"""

from __future__ import annotations

_FIRST = ("kill", "tkill", "rt_sigqueueinfo", "pidfd_send_signal")
"""Calls whose second argument, a1, is the signal."""
_SECOND = ("tgkill", "rt_tgsigqueueinfo")
"""Calls whose third argument, a2, is the signal: the first two are a process and a thread."""


def rules(numbers: tuple[int, ...]) -> tuple[str, str]:
    """Return the two commands that record signals: that one, or any where there are several."""
    value = f"={numbers[0]}" if len(numbers) == 1 else "!=0"  # 0 only asks whether a process is there
    return (_rule(_FIRST, f"a1{value}"), _rule(_SECOND, f"a2{value}"))


def _rule(calls: tuple[str, ...], condition: str) -> str:
    listed = " ".join(f"-S {call}" for call in calls)
    return f"auditctl -a always,exit -F arch=b64 {listed} -F {condition} -k signals"


def advice(numbers: tuple[int, ...]) -> str:
    """Return the rules and what they cost, as the end of a sentence."""
    first, second = rules(numbers)
    return (
        f"or have auditd record it, at up to twice the cost of every system call: {first}; {second}"
        " (the same with arch=b32 for 32-bit programs)"
    )
