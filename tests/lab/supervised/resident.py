"""A supervisor of Debian's in a room of its own."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import TypeVar

from tests.lab.roots import debian
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.example import Example
from tests.lab.supervised.manager import Manager
from tests.lab.supervised.room import Room

_Kept = TypeVar("_Kept")


class Resident(Manager):
    """The part of a Manager that is the same for each of these."""

    #: What the target is told besides its log.
    arguments: tuple[str, ...] = ()

    def __init__(self, launcher: str, artefacts: Artefacts) -> None:
        super().__init__(launcher, artefacts)
        self.room = Room(artefacts)

    @classmethod
    def missing(cls) -> str | None:
        return debian.missing()

    def __enter__(self) -> Resident:
        with ExitStack() as stack:
            self._stack = stack
            self.log = self.keep(self.room).log
            self.prepare()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @abstractmethod
    def prepare(self) -> None:
        """Lay out the example in the room and start the supervisor."""

    def keep(self, context: AbstractContextManager[_Kept]) -> _Kept:
        """Enter a context that is left with the room, and return what it gives; for `prepare`."""
        return self._stack.enter_context(context)

    def example(self, folder: str) -> Example:
        """Return the files of a folder of examples, for the launcher of this trial."""
        return Example(folder, self.launcher, self.arguments)

    def outer(self, pid: int) -> int:
        return self.room.outer(pid)
