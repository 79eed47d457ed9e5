"""One process, two numbers: in a PID namespace and on the machine; pid_namespaces(7)."""

from __future__ import annotations

import os

from dropexec.probe.process import inner_pid
from tests.lab.process import LabError


def outer(pid: int, neighbour: int) -> int:
    """Return this machine's PID of what is `pid` in the PID namespace of the process `neighbour`.

    `neighbour` is a PID of this machine. Raises LabError where there is no such process.
    """
    namespace = os.stat(f"/proc/{neighbour}/ns/pid").st_ino
    for name in os.listdir("/proc"):
        try:
            same = name.isdecimal() and os.stat(f"/proc/{name}/ns/pid").st_ino == namespace
        except OSError:
            continue
        if same and inner_pid(int(name)) == pid:
            return int(name)
    raise LabError(f"no process {pid} in the PID namespace of {neighbour}")
