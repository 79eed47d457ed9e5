"""The launcher's line while it is put together: its options by kind, its command, and what is to be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.translate.word import Word


@dataclass
class Line:
    """The launcher's options by name, the user spec and the command, and what is to be said of them."""

    environment: list[Word] = field(default_factory=list)
    variables: list[Word] = field(default_factory=list)
    groups: list[Word] = field(default_factory=list)
    directory: list[Word] = field(default_factory=list)
    process: list[Word] = field(default_factory=list)
    argv0: list[Word] = field(default_factory=list)
    target: tuple[Word, ...] = ()
    changes: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    assumes: list[str] = field(default_factory=list)

    def options(self) -> list[Word]:
        """Return the options in the order of the launcher's own table."""
        return [*self.groups, *self.environment, *self.variables, *self.directory, *self.process, *self.argv0]
