"""A target that says in JSON what it was started as; runs under the system's Python, as any user.

Bytes that are not UTF-8 are shown as lone surrogates (PEP 383), as the tests' own ``os.fsdecode`` shows them.
"""

import json
import os
import resource
import sys


def _file(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def report() -> dict[str, object]:
    """Return the state of this process as the kernel shows it."""
    status = {}
    for line in _file("/proc/self/status").decode().splitlines():
        name, _, value = line.partition(":")
        status[name] = value.strip()
    opened = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            opened[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        terminal = True
    except OSError:
        terminal = False
    block = [entry.partition(b"=") for entry in _file("/proc/self/environ").split(b"\0") if entry]
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "sid": os.getsid(0),
        "argv": [os.fsdecode(word) for word in _file("/proc/self/cmdline").split(b"\0")[:-1]],
        "environment": {os.fsdecode(name): os.fsdecode(value) for name, _, value in block},
        "entries": len(block),
        "uids": [int(uid) for uid in status["Uid"].split()],
        "gids": [int(gid) for gid in status["Gid"].split()],
        "groups": [int(gid) for gid in status["Groups"].split()],
        "capabilities": {
            name: int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
        },
        "no_new_privs": int(status["NoNewPrivs"]),
        "umask": status["Umask"],
        "directory": os.getcwd(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "oom_score_adj": int(_file("/proc/self/oom_score_adj")),
        "rlimits": [list(resource.prlimit(0, number)) for number in range(16)],
        "descriptors": opened,
        "terminal": terminal,
    }


sys.stdout.write(json.dumps(report()))
