"""A booted Debian 12 with Redis, PostgreSQL and nginx as Debian packages them, and dropexecctl in it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.lab.collection import PROJECT
from tests.lab.doctor.hosts import HOSTS
from tests.lab.process import LabError
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.machine import Machine
from tests.lab.supervised.room import Room

#: What a test calls its service.
UNIT = "tried.service"


def install(room: Room) -> None:
    """Put dropexecctl into a room, where its package puts it, and the parser that its package depends on.

    Every room has a dropexec. Debian 11 has no shfmt, hence this one, which is static.
    """
    shfmt = shutil.which("shfmt", path=f"{Path(sys.executable).parent}{os.pathsep}/usr/bin")
    if shfmt is None:
        raise LabError("shfmt is not installed: pip install -e '.[lint]'")
    room.copy(Path(shfmt), "/usr/local/bin/shfmt")
    script = PROJECT / "packaging/system/install"
    subprocess.run([script, room.path("/"), "dropexecctl"], cwd=PROJECT, check=True, capture_output=True)


class BootedHost(Machine):
    """The machine; what a test adds it takes away again."""

    def __init__(self, artefacts: Artefacts) -> None:
        super().__init__(artefacts, "bookworm")
        self.release = HOSTS["bookworm"]

    def doctor(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """Run the checks in the machine and return what each says, by its name."""
        printed = self.run("dropexecctl", "doctor", "--json", *arguments, statuses=(0, 1, 2))
        return {check["name"]: check for check in json.loads(printed)["checks"]}

    @contextmanager
    def unit(self, service: str, name: str = UNIT) -> Iterator[None]:
        """Run a service of these settings; at the end of the block there is neither it nor its unit."""
        self.write(f"/etc/systemd/system/{name}", f"[Service]\n{service}")
        try:
            self.run("systemctl", "daemon-reload")
            self.run("systemctl", "start", name)
            yield
        finally:
            self.run("systemctl", "kill", "--signal=KILL", name, statuses=(0, 1))
            self.run("systemctl", "stop", name, statuses=(0, 1, 5))
            # su has a session of its own, and pam_systemd moved what is below it out of the unit.
            self.run("loginctl", "kill-user", "--signal=KILL", "redis", statuses=(0, 1))
            self.run("systemctl", "reset-failed", name, statuses=(0, 1))
            self.run("rm", "-f", f"/etc/systemd/system/{name}")

    def main_pid(self, name: str = UNIT) -> int:
        """Return the PID that systemd says is the service's."""
        return int(self.run("systemctl", "show", "--property=MainPID", "--value", name))

    @contextmanager
    def file(self, name: str, text: str, mode: int = 0o644) -> Iterator[Path]:
        """A file of the machine for the block, as the lab finds it; what was there comes back."""
        path = self.path(name)
        before = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) if path.exists() else None
        self.write(name, text)
        path.chmod(mode)
        try:
            yield path
        finally:
            path.unlink()
            if before is not None:
                path.write_bytes(before[0])
                path.chmod(before[1])
