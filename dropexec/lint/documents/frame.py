"""How the commands of a shell text are to be understood: the file's word on them, and their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dropexec.lint.command import Role

if TYPE_CHECKING:
    from dropexec.lint.command import Service
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.source import Source


@dataclass(frozen=True)
class Frame:
    """How the commands of a passage are to be understood.

    ``role`` is that of a command which is neither last nor in the background; ``last`` that of the last one.
    ``fixed`` overrules both: a build step is one, wherever its commands stand. ``starts`` and ``stops`` are
    the functions and case labels that start and stop the service. ``last_passes_arguments``: the last command
    counts as ``last`` only where it passes "$@" on. What of the strings within cannot be read is added to
    ``unreadable``.
    """

    source: Source
    service: Service
    directive: str
    role: Role = Role.STEP
    last: Role = Role.STEP
    fixed: Role | None = None
    starts: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    last_passes_arguments: bool = False
    wants_exec: bool = True
    pinned: str | None = None
    literals: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    unreadable: list[Unreadable] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Place:
    """Where in the script a command stands, as far as the walk to it has told."""

    last: bool = True
    query: bool = False
    background: bool = False
    group: bool = False
    end_of_group: bool = False
    pipes: bool = False
    piped_into: bool = False
    fed: str | None = None
    phase: Role | None = None
    in_function: bool = False
