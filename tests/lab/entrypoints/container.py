"""An entrypoint as PID 1 of namespaces of its own, with a new directory for the server.

No engine: what is compared is the step from root to the account, and both sides have the same machine.
"""

from __future__ import annotations

import glob
import os
import re
import shlex
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.process import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.entrypoints.shapes import Shape

_START = 90.0
_STOP = 60.0

#: What the image's ENV and the user's -e give; the second name is none that a shell could have.
FROM_IMAGE = {
    "TZ": "Europe/Vienna",
    "discovery.type": "single-node",
    "DATADIR": "/var/lib/mysql",
    "REDIS_EXTRA_FLAGS": "--port 6390",
}

# Names of the shells' own making.
_SHELLS = {"_", "SHLVL", "PWD", "OLDPWD"}


@dataclass(frozen=True)
class Seen:
    """What one run showed: of the server while it ran, and of its stop."""

    uids: str
    gids: str
    groups: str
    argv: tuple[str, ...]
    environment: frozenset[str]
    ignored: str
    umask: str
    capabilities: tuple[str, ...]
    owners: frozenset[tuple[str, int, int]]
    status: str


def run(shape: Shape, step: str, directory: Path) -> Seen:
    """Start the entrypoint with ``step`` in the place of gosu, look at PID 1 once it listens, stop it."""
    script = directory / "docker-entrypoint.sh"
    script.write_text(shape.script.format(step=step), encoding="utf-8")
    script.chmod(0o755)
    directory.chmod(0o755)
    process = Process(["/bin/sh", "-euc", _inside(shape, script)], directory="/")
    try:
        pid = _listening(process, shape)
        status = dict(
            line.split(":\t", 1) for line in _read(f"/proc/{pid}/status").splitlines() if ":\t" in line
        )
        argv = tuple(_read(f"/proc/{pid}/cmdline").rstrip("\0").split("\0"))
        variables = _read(f"/proc/{pid}/environ").rstrip("\0").split("\0")
        names = {variable.partition("=")[0] for variable in variables}
        owners = frozenset(_owners(Path(f"/proc/{pid}/root{shape.own}"), shape.own))
        os.kill(pid, signal.SIGTERM)
        ended = process.wait(_STOP)
    finally:
        # The account's PID 1 no longer has the parent-death signal of unshare: prctl(2).
        for child in _children(process):
            os.kill(child, signal.SIGKILL)
        process.close()
    return Seen(
        status["Uid"],
        status["Gid"],
        " ".join(sorted(status["Groups"].split(), key=int)),
        argv,
        frozenset(names - _SHELLS),
        status["SigIgn"],
        status["Umask"],
        tuple(status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")),
        owners,
        str(ended),
    )


def _inside(shape: Shape, script: Path) -> str:
    """Return the shell's words: new namespaces, a new directory, then the entrypoint."""
    # Where the images have their servers; Debian's rabbitmq-server(8) of /usr/sbin waits for another one.
    servers = ("/usr/lib/rabbitmq/bin", *glob.glob("/usr/lib/postgresql/*/bin"))
    paths = ":".join((*servers, "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
    given = {"PATH": paths, "PGDATA": "/var/lib/postgresql/data", **FROM_IMAGE, **_PORTS}
    words = ["env", "-i", *(f"{name}={value}" for name, value in given.items()), str(script), *shape.command]
    prepared = (
        "ip link set lo up 2>/dev/null || true; "
        f"mount -t tmpfs -o mode=0755 none {shape.own}; "
        "mkdir -p /run/mysqld; mount -t tmpfs none /run/mysqld; "
        "for file in my.cnf mysql rabbitmq; do "
        "if [ -d /etc/$file ]; then mount -t tmpfs none /etc/$file; fi; done; "
        f"cd {shape.own}; exec {shlex.join(words)}"
    )
    spaces = ["unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return f"exec {shlex.join([*spaces, 'sh', '-euc', prepared])}"


# RabbitMQ takes its settings from the environment: no other host, no second port, no epmd to look for.
_PORTS = {
    "RABBITMQ_NODENAME": "rabbit@localhost",
    "RABBITMQ_NODE_PORT": "6394",
    "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
    "RABBITMQ_LOGS": "-",
}


def _listening(process: Process, shape: Shape) -> int:
    """Return the PID, outside, of the namespace's first process, once its port answers in its network."""
    found: list[int] = []

    def listens() -> bool:
        found[:] = _children(process)
        if not found or not any(re.search(shape.ready, line) for line in process.lines):
            return False
        sockets = "".join(_read(f"/proc/{found[0]}/net/{name}") for name in ("tcp", "tcp6"))
        return re.search(rf" \S+:{shape.port:04X} \S+ 0A ", sockets) is not None

    process.wait_for(listens, f"server on port {shape.port}", _START, every=0.05)
    return found[0]


def _children(process: Process) -> list[int]:
    return [int(pid) for pid in _read(f"/proc/{process.pid}/task/{process.pid}/children").split()]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _owners(top: Path, own: str) -> Iterator[tuple[str, int, int]]:
    """Yield the first two levels of the server's directory with their owners."""
    for path in (top, *top.glob("*")):
        about = path.lstat()
        yield f"{own}/{path.relative_to(top)}", about.st_uid, about.st_gid
