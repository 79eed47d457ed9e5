"""What a row of the comparison is: a service, and the outcome of stopping it under a launcher."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tests.lab.supervisor import Shutdown, Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.launchers import Launcher


@dataclass(frozen=True)
class Outcome(ABC):
    """What one shutdown left behind, as the next start of the service found it."""

    shutdown: Shutdown

    @property
    @abstractmethod
    def intact(self) -> bool:
        """Whether everything survived."""

    @abstractmethod
    def cell(self) -> tuple[str, ...]:
        """Return the outcome as short lines for the table."""


class Service(ABC):
    """A real service whose orderly shutdown takes longer than the 2 s that su grants."""

    name: ClassVar[str]
    account_name: ClassVar[str]

    @property
    def account(self) -> pwd.struct_passwd:
        """The unprivileged account that the service's package created, or nobody."""
        return pwd.getpwnam(self.account_name)

    @abstractmethod
    def missing(self) -> str | None:
        """Say in one line what has to be installed, or return None."""

    @abstractmethod
    def trial(self, launcher: Launcher, supervisor: Supervisor, directory: str) -> Outcome:
        """Start the service in ``directory``, load it, stop it, start it again, and measure.

        The directory belongs to the account and is removed afterwards; what the service leaves elsewhere is
        removed here. Raises LabError when a step fails.
        """


def run_trial(service: Service, launcher: Launcher) -> Outcome:
    """Carry out one trial in a scratch directory and leave neither process nor file behind."""
    with _scratch(service.account) as directory, Supervisor() as supervisor:
        return service.trial(launcher, supervisor, directory)


@contextmanager
def _scratch(owner: pwd.struct_passwd) -> Iterator[str]:
    # Not tempfile.mkdtemp: a Ctrl-C before its return would leave the directory, here it has a name before it
    # exists. A short one: the path of a socket in it has to fit into the 108 bytes of sockaddr_un, unix(7).
    directory = f"{os.environ.get('TMPDIR', '/tmp')}/dropexec-lab-{secrets.token_hex(8)}"
    try:
        os.mkdir(directory, 0o700)
        os.chown(directory, owner.pw_uid, owner.pw_gid)
        yield directory
    finally:
        if os.path.exists(directory):
            shutil.rmtree(directory)


def grouped(number: int) -> str:
    """Write a number with blanks between the thousands, as SI does."""
    return f"{number:,}".replace(",", " ")
