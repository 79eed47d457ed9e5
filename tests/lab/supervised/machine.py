"""A throw-away system that systemd boots: systemd-nspawn(1) over a cached root."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.lab.process import LabError, Process
from tests.lab.roots import debian
from tests.lab.roots.inside import HOSTNAME
from tests.lab.roots.release import SYSTEMD
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.controlgroup import control_group
from tests.lab.supervised.room import Room

_BOOT_SECONDS = 90.0
_POWER_OFF_SECONDS = 30.0

# A second machine in the same control group would have its units there too, hence a group of its own. In a
# mount namespace with an empty /run and /tmp, nspawn's locks and mount points are gone with its last process.
_START = """
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/root /mnt/notify
mount --bind "$1" /mnt/root
mount --bind "$2" /mnt/notify
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs tmpfs /tmp
for group in $3; do echo "$$" >"$group/cgroup.procs"; done
shift 3
exec "$@"
"""

# Outside there need be neither machined nor a systemd that could make a scope: no registration, no unit.
_NSPAWN = (
    *("systemd-nspawn", "--boot", "--directory=/mnt/root", "--volatile=overlay"),
    *("--private-network", f"--hostname={HOSTNAME}", "--register=no", "--keep-unit", "--settings=no"),
    *("--notify-ready=yes", "--console=read-only", "--link-journal=no"),
    *("--resolv-conf=off", "--timezone=off"),
)


class Machine(Room):
    """A room whose PID 1 is systemd: the system is booted, and shut down in order at the end.

    Nothing of it stays, whatever ends the block: no process, mount, file or control group.
    """

    def __init__(self, artefacts: Artefacts, suite: str) -> None:
        super().__init__(artefacts)
        self.release = SYSTEMD[suite]

    def _boot(self, root: Path, stack: ExitStack) -> int:
        groups = stack.enter_context(control_group())
        argv = [*_NSPAWN, f"--machine={groups[0].name}", "systemd.show_status=no"]
        with _notifications() as notifications:
            # One hierarchy of control groups in there, as in Debian since 11, whatever this machine has.
            variables = ["SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1", "NOTIFY_SOCKET=/mnt/notify/socket"]
            directory = os.path.dirname(notifications.getsockname())
            start = ["setpriv", "--pdeathsig", "TERM", "env", *variables, "unshare", "--mount"]
            start += ["sh", "-euc", _START, "start", str(root), directory, " ".join(map(str, groups)), *argv]
            process = Process(start, directory="/")
            stack.callback(_power_off, process)
            return _leader(process, notifications)


def missing() -> str | None:
    """Say in one line what has to be installed, or return None."""
    if shutil.which("systemd-nspawn") is None:
        return "systemd-nspawn is not installed: apt-get install systemd-container"
    return debian.missing()


@contextmanager
def _notifications() -> Iterator[socket.socket]:
    """A socket for sd_notify(3), for as long as it is read: once it is full, a sender waits, PID 1 too."""
    directory = tempfile.mkdtemp(prefix="dropexec-lab-")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
            notifications.bind(f"{directory}/socket")
            yield notifications
    finally:
        shutil.rmtree(directory)


def _leader(process: Process, notifications: socket.socket) -> int:
    """Wait until the system says that it is up; return the PID of its PID 1."""
    deadline = time.monotonic() + _BOOT_SECONDS
    fields: dict[str, str] = {}
    pidfd = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(notifications, select.POLLIN)
        poll.register(pidfd, select.POLLIN)
        while fields.get("READY") != "1":
            ready = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
            if notifications.fileno() not in ready:
                raise _failure(process, bool(ready))
            for line in notifications.recv(4096).decode().splitlines():
                name, _, value = line.partition("=")
                fields[name] = value
    finally:
        os.close(pidfd)
    return int(fields["X_NSPAWN_LEADER_PID"])


def _failure(process: Process, ended: bool) -> LabError:
    what = f"ended with {process.wait(1.0)}" if ended else f"was not up after {_BOOT_SECONDS:.0f} s"
    return LabError("\n  ".join([f"the machine {what}:", *process.lines[-10:]]))


def _power_off(process: Process) -> None:
    """Have the system shut down in order; where that takes too long, have nspawn not wait for it."""
    try:
        for _ in range(2):
            process.signal(signal.SIGTERM)
            with suppress(LabError):
                process.wait(_POWER_OFF_SECONDS)
                return
    finally:
        process.close()
