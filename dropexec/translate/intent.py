"""What a command line is meant to do, whatever tool it is written for."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.translate.word import Word


class Environment(enum.Enum):
    """What becomes of the caller's environment."""

    KEPT = "kept"
    """All of it passes, HOME, USER, LOGNAME and SHELL become the account's."""
    KEPT_WITH_HOME = "kept-with-home"
    """All of it passes, HOME too (sudo -E)."""
    RESET = "reset"
    """What the target gets is made anew."""


class Groups(enum.Enum):
    """Where the supplementary groups come from."""

    DATABASE = "database"
    """The group database, with the group of the intent where it names one, as USER alone or --init-groups."""
    LOGIN_AND_DATABASE = "login-and-database"
    """The same, and the login group though the gid is another one (sudo -u USER -g GROUP)."""
    LISTED = "listed"
    """The gid and the groups that the intent lists."""


@dataclass(frozen=True)
class Intent:
    """Who runs what, and how.

    - ``spec``: the given word for USER[:GROUP] where the launcher reads it alike; it is copied as it stands.
    - ``listed``: the groups besides ``group`` where they are listed.
    - ``preserve``: the variables that pass though the environment is reset; ``variables``: NAME=VALUE.
    - ``directory``: None for the caller's, ``~`` for the account's home, else a word.
    - ``shell``: a shell runs ``string``, or reads ``arguments`` as its own words where that is None. It is
      ``shell_given``, else the account's. Without a shell ``arguments`` are the command.
    - ``shell_by_path``: its argv[0] is its path, -l tells a login, and SHELL does not become it (toybox).
    - ``dash_c``: the given word ``-c``, where there is one.
    - ``options``: for the launcher as they are; ``prefix``: words that stay in front of it.
    - ``changes``: what the tool did besides; ``unsafe``: what makes the result another one; ``assumes``: what
      it rests on.
    - ``fails_open``: with an empty user the tool runs the command as root.
    """

    tool: str
    user: Word
    spec: Word | None = None
    group: Word | None = None
    groups: Groups = Groups.DATABASE
    listed: tuple[Word, ...] = ()
    environment: Environment = Environment.KEPT
    preserve: tuple[str, ...] = ()
    variables: tuple[Word, ...] = ()
    directory: Word | None = None
    login: bool = False
    shell: bool = False
    shell_given: Word | None = None
    shell_options: tuple[Word, ...] = ()
    shell_by_path: bool = False
    dash_c: Word | None = None
    string: Word | None = None
    arguments: tuple[Word, ...] = ()
    options: tuple[str, ...] = ()
    argv0: Word | None = None
    prefix: tuple[Word, ...] = ()
    changes: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    uses_pam: bool = False
    fails_open: bool = False

    @property
    def keeps_environment(self) -> bool:
        """Whether the caller's variables pass."""
        return self.environment is not Environment.RESET


def untouched(tool: str) -> str:
    """Return the reason why a line of a tool that leaves the environment alone is not safe."""
    return (
        f"{tool} leaves HOME, USER, LOGNAME and SHELL as the caller has them; dropexec -E sets the account's"
    )
