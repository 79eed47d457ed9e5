"""What a translation may rely on: whose accounts are meant, which su, where the launcher is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Account:
    """A passwd entry with what belongs to it.

    ``group`` is the login group's name (or its decimal gid where it has none), ``home_exists`` None where
    nobody can tell. An empty ``shell`` field is /bin/sh already. ``limits`` are what limits.conf gives it,
    each as the words that name the entry and, where one keeps it, the launcher's option:
    ``("nofile 65536 (/etc/security/limits.conf)", "--rlimit=nofile=65536")``.
    """

    name: str
    uid: int
    gid: int
    group: str
    shell: str
    home: str
    home_exists: bool | None = None
    limits: Sequence[tuple[str, str | None]] = ()


class Accounts(Protocol):
    """Answers what is known of a user, by name or by decimal uid."""

    def account(self, user: str) -> Account | None:
        """Return the account, or None where there is none."""


@dataclass(frozen=True)
class Program:
    """Which program a tool's name means: an implementation of the catalogue and its release.

    ``path_reset`` tells that it sets PATH without a login too, ``limits`` that its PAM session applies
    limits.conf(5).
    """

    implementation: str
    version: str
    path_reset: bool = False
    limits: bool = True


@dataclass(frozen=True)
class Circumstances:
    """The rest of the world, as far as it is known.

    ``programs`` maps the name of a tool ("su", "sudo") to the program that it is; one that is missing is
    unknown. ``accounts`` is None where the line speaks of another machine. ``assumed_shell`` is the login
    shell of every account that is not known. ``launcher`` is the first word of every replacement. ``path`` is
    login.defs' PATH for users, None where it is not known.
    """

    programs: Mapping[str, Program] | None = None
    accounts: Accounts | None = None
    assumed_shell: str | None = None
    launcher: str = "/usr/bin/dropexec"
    path: str | None = None

    def program(self, tool: str) -> Program | None:
        """Return the program behind a tool's name, None where that is not known."""
        return None if self.programs is None else self.programs.get(tool)
