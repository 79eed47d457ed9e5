"""daemon: Red Hat's function for init scripts, and daemon(1). Neither has a line of dropexec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, flag, valued

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.intent import Intent
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word

_OWN = ("foreground", "name", "other")
GRAMMAR = Grammar(
    "daemon",
    (
        valued("user", "u", "user"),
        valued("pidfile", "F", "pidfile"),
        flag("check", "", "check", "force"),
        valued("name", "n", "name"),
        flag("foreground", "f", "foreground"),
        valued("other", "XDUPELACMdeol", "command", "chdir", "umask", "env", "stdout", "stderr", "output"),
        flag("other", "rciIWNBS", "respawn", "core", "inherit", "stop", "restart", "running", "noconfig"),
    ),
)
"""The options that tell the two apart; the function has --check, --force, --pidfile, --user and +N or -N."""


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of daemon."""
    nice = [word for word in words[1:] if not word.text.lstrip("+-").isdigit() or word.text[:1] not in "+-"]
    return invocation.read(GRAMMAR, [words[0], *nice])


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Say why there is none. Raises UntranslatableError."""
    if found.has(*_OWN):
        raise UntranslatableError(
            "daemon(1) stays as the parent and supervises the command; let the supervisor start dropexec"
        )
    if not found.has("user"):
        raise UntranslatableError("daemon without --user drops nothing")
    raise UntranslatableError(
        "the function daemon also sets limits, niceness and a cgroup, and looks for a running instance; "
        "leave --user out and put dropexec in front of the command that it starts"
    )
