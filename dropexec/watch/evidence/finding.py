"""What is looked for, and what a source says."""

from __future__ import annotations

from typing import NamedTuple

from dropexec.watch.proc import process_id


class Wanted(NamedTuple):
    """The target: a number, a name or a unit; None for any. `since` is nanoseconds since 1970, 0 for ever."""

    word: str | None
    since: int

    @property
    def pid(self) -> int | None:
        """The word as a process id, None where it is another."""
        return None if self.word is None else process_id(self.word)

    def means(self, pid: int | None, *names: str | None) -> bool:
        """Return whether a process of that number and those names is the one."""
        if self.word is None:
            return True
        if self.pid is not None:
            return self.pid == pid
        return self.word in names or f"{self.word}.service" in names


class Finding(NamedTuple):
    """A source: what it can know, in a phrase; its lines on the target; why it was not read."""

    source: str
    knows: str
    lines: tuple[str, ...]
    absent: str | None = None
