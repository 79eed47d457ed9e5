"""Hosts that Ansible reaches over SSH: a root each, in namespaces of its own, on a port of the loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lab.collection import PROJECT
from tests.lab.doctor.host import install
from tests.lab.doctor.hosts import HOSTS
from tests.lab.process import LabError
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.room import Room

if TYPE_CHECKING:
    from typing_extensions import Self

_SECONDS = 30.0
_BIN = Path(sys.executable).parent


def missing() -> str | None:
    """Say in one line what has to be installed, or return None."""
    for file in (_BIN / "ansible-playbook", Path("/usr/bin/ssh"), Path("/usr/bin/ssh-keygen")):
        if not file.exists():
            return f"{file.name} is not installed: pip install -e '.[fleet]', apt-get install openssh-client"
    return None


class SshHost(Room):
    """A room with an SSH server that lets root in with the fleet's key."""

    def __init__(self, artefacts: Artefacts, suite: str, key: Path) -> None:
        super().__init__(artefacts)
        self.release = HOSTS[suite]
        self.port = free_port()
        self._key = key

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            install(self)
            self.write(
                "/root/.ssh/authorized_keys", self._key.with_suffix(".pub").read_text(encoding="ascii")
            )
            self.path("/root/.ssh").chmod(0o700)
            # POSIX semaphores are files there (sem_overview(7)), as on any machine.
            self.run("mkdir", "-p", "/run/sshd", "/dev/shm")
            options = ["ListenAddress=127.0.0.1", "UsePAM=no", "PidFile=/run/sshd.pid", "StrictModes=no"]
            argv = [
                "/usr/sbin/sshd",
                "-D",
                "-e",
                "-p",
                str(self.port),
                *(f"-o{option}" for option in options),
            ]
            self.daemon(*argv).wait_for_line("Server listening", _SECONDS)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self


def free_port() -> int:
    """Return a TCP port of the loopback that nobody has now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Controller:
    """A directory that Ansible runs in: the collection, built and installed; a key; an inventory."""

    def __init__(self, directory: Path, sockets: Path) -> None:
        self.directory = directory
        self._sockets = sockets
        self.key = directory / "key"
        self._call("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))
        galaxy = str(_BIN / "ansible-galaxy")
        self._call(galaxy, "collection", "build", str(PROJECT / "packaging/ansible"), "--output-path", ".")
        [built] = directory.glob("*.tar.gz")
        self._call(galaxy, "collection", "install", "--offline", "-p", "collections", str(built))

    @property
    def collection(self) -> Path:
        """Where the collection is installed."""
        return self.directory / "collections/ansible_collections/dropexec/fleet"

    def inventory(self, hosts: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the inventory; each host has a port of the loopback, and variables."""
        common = {
            "ansible_host": "127.0.0.1",
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(self.key),
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_ssh_common_args": "-F none -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no "
            "-o LogLevel=ERROR",
        }
        value = {"all": {"hosts": {name: dict(given) for name, given in hosts.items()}, "vars": common}}
        (self.directory / "hosts.json").write_text(json.dumps(value), encoding="utf-8")

    def play(
        self, *words: str, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run ansible-playbook to its end, whatever comes of it."""
        argv = [str(_BIN / "ansible-playbook"), "-i", "hosts.json", *words]
        return self._run(argv, variables or {})

    def _call(self, *argv: str) -> None:
        done = self._run(argv, {})
        if done.returncode != 0:
            raise LabError(f"{argv[0]}: status {done.returncode}\n  {done.stdout}{done.stderr}")

    def _run(self, argv: Any, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        environment = {
            "ANSIBLE_CALLBACKS_ENABLED": "dropexec.fleet.table",
            "ANSIBLE_COLLECTIONS_PATH": str(self.directory / "collections"),
            "ANSIBLE_HOME": str(self.directory / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_NOCOLOR": "1",
            # Without it Ansible asks for a terminal, and a room has no /dev/pts.
            "ANSIBLE_PIPELINING": "True",
            # One connection serves a host's tasks, and ends with the host. Short, as unix(7) wants it.
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self._sockets),
            "COLUMNS": "80",
            "HOME": str(self.directory),
            "LC_ALL": "C.UTF-8",
            "PATH": f"{_BIN}{os.pathsep}/usr/bin{os.pathsep}/bin",
            **variables,
        }
        return subprocess.run(
            argv,
            cwd=self.directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
