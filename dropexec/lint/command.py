"""A command as a document hands it to the rules: its words, where it stands, and the service around it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dropexec.lint.dialect import Dialect
    from dropexec.lint.source import Source
    from dropexec.lint.word import PlacedWord


class Role(enum.Enum):
    """What a command is in the life of its service."""

    MAIN = "main"
    """The process that the supervisor knows and signals on stop."""

    BACKGROUND = "background"
    """Started into the background by a script; the script, or its PID file, knows its PID."""

    STEP = "step"
    """Runs to its end while nobody signals it: a build step, ExecStartPre=, a one-shot."""

    START = "start"
    """A foreground command of an init script's start, or of Type=forking: gone once the daemon is up."""

    STOP = "stop"
    """Part of how the service is stopped or reloaded."""

    QUERY = "query"
    """Run for its output or its exit status: a substitution or a condition."""


class Supervisor(enum.Enum):
    """Who starts and stops the service."""

    SYSTEMD = "systemd"
    UPSTART = "Upstart"
    SYSV = "the init script"
    OPENRC = "OpenRC"
    RUNIT = "runit"
    S6 = "s6"
    CONTAINER = "the container runtime"
    SUPERVISORD = "supervisord"
    CRON = "cron"
    MONIT = "monit"
    PROCFILE = "the Procfile's runner"
    ANSIBLE = "Ansible"
    SCRIPT = "the caller of the script"


@dataclass(frozen=True)
class Timeout:
    """How long the service may take to stop: the words of the file, and their seconds (None: no end)."""

    said: str
    seconds: float | None


@dataclass(frozen=True)
class ForkCount:
    """What a file tells the supervisor of the forks to follow, and the span of the line that does."""

    said: str
    forks: int
    start: int
    end: int


@dataclass(frozen=True)
class Service:
    """What a file, with the files that complete it, says of the service that its commands belong to.

    ``user`` is who the commands run as, None for root or not said. ``one_pid`` says why only the main process
    is signalled on stop, None where every process is or it is not known. ``reload`` and ``notify`` are the
    lines by which a reload reaches, or readiness leaves, the main process. ``variables`` are those that the
    file gives the service. ``session`` is the line that asks for a terminal or a login session.
    """

    supervisor: Supervisor
    user: str | None = None
    timeout: Timeout | None = None
    one_pid: str | None = None
    reload: str | None = None
    notify: str | None = None
    variables: tuple[str, ...] = ()
    forks: ForkCount | None = None
    pid_file: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class UserLine:
    """The format's own way to name a user: the line to insert, with {} for the name, and where.

    ``field``: no line is inserted, the name goes to this span, and the format's own shell runs the string.
    """

    line: str
    offset: int
    field: tuple[int, int] | None = None


@dataclass(frozen=True)
class Command:
    """One simple command: the words with their bytes, and all that its place says.

    ``directive``      the place for messages (``ExecStart=``, ``CMD``, ``exec``), "" for a line of a script
    ``replaces``       the process that ran so far becomes the command, or the supervisor execs it itself
    ``last``           nothing follows it in its script
    ``pid_taken``      where the PID of a background command is used
    ``grouped``        it is part of a list that is in the background as a whole; ``last_of_group``: its last
    ``depth``          how many strings around it are shell text themselves
    ``entrypoint``     what an image or a pod starts as PID 1, no script that it starts
    ``in_shell_form``  a container runtime hands it to a shell; ``exec_form``: the span that could be JSON
    ``insert_exec``    the offset where ``exec`` may be put in front, None where that makes no sense
    ``user_line``      the format's own directive, where it could stand in for the tool
    ``with_tool``      spans that only mean something with the tool that the line begins with, and go with it
    ``pinned``         why the bytes may not be edited
    ``appended``       the part of the file whose words are put behind these
    ``other_machine``  the file is for a machine whose accounts are its own; ``image``: its distribution
    ``literals``       the variables that the file itself sets to a fixed text
    """

    source: Source
    words: tuple[PlacedWord, ...]
    start: int
    end: int
    role: Role
    service: Service
    dialect: Dialect
    directive: str
    replaces: bool = False
    last: bool = False
    piped_into: bool = False
    pipes: bool = False
    fed: str | None = None
    pid_taken: str | None = None
    grouped: bool = False
    last_of_group: bool = False
    depth: int = 0
    in_shell_form: bool = False
    entrypoint: bool = False
    as_root: bool = True
    insert_exec: int | None = None
    exec_form: tuple[int, int] | None = None
    user_line: UserLine | None = None
    with_tool: tuple[tuple[int, int], ...] = ()
    pinned: str | None = None
    appended: str | None = None
    other_machine: bool = False
    image: str | None = None
    literals: Mapping[str, str] = field(default_factory=dict)

    def text_of_target(self, inner: Sequence[Command]) -> str:
        """Return what runs in the end, as text: the string's commands, or the line's own words."""
        commands = inner or [self]
        return " ".join(word.text for command in commands for word in command.words)
