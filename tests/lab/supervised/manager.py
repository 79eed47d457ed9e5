"""What the lab asks of a supervisor, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, ClassVar

from tests.lab.process import Ending
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.log import Log


class Manager(ABC):
    """A supervisor with one service, the shipped example, in it; a context in which both may run.

    PIDs are the supervisor's own, which ``outer`` translates.
    """

    name: ClassVar[str]

    #: Whether it starts the service again by itself when that ends unasked.
    respawns: ClassVar[bool] = True

    #: Whether it says how the service ended that it was told to stop.
    tells_stop: ClassVar[bool] = True

    #: The names of its features.
    promises: ClassVar[tuple[str, ...]] = ()

    #: Where what su does to it differs from what it does to most: fields of Facts.
    with_su: ClassVar[Mapping[str, Any]] = {}

    #: The target's log, from the entry on.
    log: Log

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        self.launcher = launcher
        self.artefacts = artefacts

    @classmethod
    @abstractmethod
    def missing(cls) -> str | None:
        """Say in one line what has to be installed, or return None."""

    @abstractmethod
    def __enter__(self) -> Manager:
        """Lay out the example and start the supervisor; the service may, but need not, start with it."""

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave neither process nor file nor mount."""

    @abstractmethod
    def start(self) -> None:
        """Start the service; that it is up, the target's log says."""

    @abstractmethod
    def stop(self) -> None:
        """Stop the service with the supervisor's own stop, which waits until it is down."""

    @abstractmethod
    def restart(self) -> None:
        """Restart the service by the supervisor's own command, which need not wait until it is up again."""

    @abstractmethod
    def reload(self) -> None:
        """Have the supervisor send SIGHUP to the PID that it knows."""

    @abstractmethod
    def pid(self) -> int:
        """Return the PID that the supervisor says is the service's."""

    @abstractmethod
    def ends(self) -> Sequence[Ending | None]:
        """Return how each run of the service so far ended, as the supervisor says; None if it does not."""

    @abstractmethod
    def outer(self, pid: int) -> int:
        """Return this machine's PID of the supervisor's ``pid``."""

    def features(self) -> Mapping[str, bool]:
        """Try what only this supervisor has, the service being up; names and whether it worked."""
        return {}
