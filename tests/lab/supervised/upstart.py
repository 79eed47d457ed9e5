"""Upstart 0.6.5, in miniature: a job of RHEL 6's and CentOS 6's."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dropexec.probe import process
from tests.lab.process import Ending
from tests.lab.roots import inside
from tests.lab.supervised import account, example
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.resident import Resident
from tests.lab.supervised.room import Room
from tests.lab.supervised.upstart_job import ENVIRONMENT

_INIT = f"{inside.PROJECT}/tests/lab/supervised/upstart_init.py"
_CONF = "/etc/init/kafka.conf"
_CONTROL = "/run/initctl"
_SECONDS = 30.0
_END = re.compile(
    r"kafka main process \(\d+\) (?:exited normally|terminated with status (\d+)|killed by (\w+) signal)"
)

_RESET = "environment is the account's"
_SESSION = "session is the job's"
_BARE = "root without Python, shell, libraries"

# What the static launcher makes of ENVIRONMENT where there is no login.defs(5).
_EXPECTED = {
    **{name: value for name, value in ENVIRONMENT.items() if name == "TERM" or name.startswith("UPSTART_")},
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": account.HOME,
    "SHELL": "/bin/sh",  # the account's is a placeholder
    "USER": account.NAME,
    "LOGNAME": account.NAME,
}


class Upstart(Resident):
    """A job whose root has the two executables, passwd and group; su needs a whole system instead."""

    name = "upstart"
    promises = (_RESET, _SESSION, _BARE)
    with_su: ClassVar[Mapping[str, Any]] = {"features": {_RESET: False, _SESSION: False, _BARE: False}}

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        super().__init__(launcher, artefacts)
        self._root = "/" if launcher == "su" else "/srv/minimal"
        self.room = Room(artefacts, (_INIT, _CONF, self._root, _CONTROL))
        self._requests = 0

    def prepare(self) -> None:
        """Put the job where init finds it, and make a root with nothing in it."""
        self.room.write(_CONF, self.example("upstart").text("kafka.conf"))
        self.room.init.wait_for_line("listening", _SECONDS)
        if self._root == "/":
            return
        self.room.copy(self.artefacts.dropexec, self._root + example.LAUNCHER)
        self.room.copy(self.artefacts.target, self._root + example.TARGET)
        account.install(self.room.path(self._root))
        logs = str(Path(example.LOG).parent)
        self.room.run("mkdir", "-p", self._root + logs)
        self.room.run("mount", "--bind", logs, self._root + logs)

    def start(self) -> None:
        self._request("start")

    def stop(self) -> None:
        self._request("stop")

    def restart(self) -> None:
        self._request("restart")

    def reload(self) -> None:
        self._request("reload")

    def pid(self) -> int:
        return int(self.state().rpartition(" ")[2])

    def state(self) -> str:
        """Return what ``initctl status`` would say."""
        return self._request("status")

    def ends(self) -> list[Ending | None]:
        self.state()
        found = _END.findall("\n".join(self.room.init.lines))
        return [
            Ending(signal=f"SIG{name}") if name else Ending(status=int(code or 0)) for code, name in found
        ]

    def features(self) -> Mapping[str, bool]:
        """Look at the target from the outside."""
        target = self.outer(self.log.ready(0, _SECONDS).pid)
        block = Path(f"/proc/{target}/environ").read_text(encoding="utf-8").rstrip("\0").split("\0")
        stat = process.stat(target)
        files = {file.name for file in self.room.path(self._root).rglob("*") if file.is_file()}
        return {
            _RESET: dict(entry.split("=", 1) for entry in block) == _EXPECTED,
            _SESSION: stat is not None and stat.sid == stat.pgid == self.outer(self.pid()),
            _BARE: files == {"dropexec", "target", *account.ENTRIES},
        }

    def _request(self, verb: str) -> str:
        self._requests += 1
        # Without a reader, its PID 1, an open(2) that waits would wait for ever.
        control = os.open(self.room.path(_CONTROL), os.O_WRONLY | os.O_NONBLOCK)
        os.write(control, f"{self._requests} {verb}\n".encode())
        os.close(control)
        reply = self.room.init.wait_for_line(f"reply {self._requests}:", _SECONDS)
        return reply.partition(": ")[2]
