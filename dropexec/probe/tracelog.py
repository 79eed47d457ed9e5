"""Read the kernel's trace of signals: who called kill(2), and which process a signal was made for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"^\s*(?P<comm>.+)-(?P<pid>\d+)\s+\[\d+\]\s+\S+\s+(?P<time>\d+\.\d+): (?P<what>\w+)[:(](?P<rest>.*)$"
)
_GENERATED = re.compile(r"sig=(\d+) errno=-?\d+ code=(-?\d+) .* pid=(\d+) grp=\d+ res=(\d+)$")
_ARGUMENT = re.compile(r"(\w+): (?:0x)?([0-9a-f]+)")

# What signal(7) numbers the kernel's result codes: delivered, ignored by its disposition, already pending.
_DELIVERED = 0


@dataclass(frozen=True)
class Generated:
    """The kernel made a signal for the process ``pid``, in the context of the process ``sender``."""

    time: float
    sender: int
    signal: int
    code: int
    pid: int
    delivered: bool


@dataclass(frozen=True)
class Called:
    """The process ``sender`` called kill(2) or its like; ``argument`` is its pid as given, sign and all."""

    time: float
    sender: int
    signal: int
    argument: int
    call: str


def _argument(text: str) -> int:
    """Return a pid_t from the register that the trace shows in hexadecimal."""
    value = int(text, 16) & 0xFFFFFFFF
    return value - (1 << 32) if value >> 31 else value


def parse(text: str) -> list[Generated | Called]:
    """Return what the trace ``text`` tells, in its order; lines of other kinds are passed over."""
    found: list[Generated | Called] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        time, sender, what = float(match["time"]), int(match["pid"]), match["what"]
        if what == "signal_generate":
            fields = _GENERATED.search(match["rest"])
            if fields is not None:
                number, code, pid, result = (int(group) for group in fields.groups())
                found.append(Generated(time, sender, number, code, pid, result == _DELIVERED))
        elif what.startswith("sys_"):
            values = dict(_ARGUMENT.findall(match["rest"]))
            if "sig" in values:
                target: str = values.get("pid") or values.get("tgid") or "0"
                found.append(Called(time, sender, int(values["sig"], 16), _argument(target), what[4:]))
    return found
