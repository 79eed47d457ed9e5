"""runuser: su's grammar without authentication, and ``-u``, which runs a command without a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, Order, valued
from dropexec.translate.intent import Groups, Intent
from dropexec.translate.tools import su

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word

GRAMMAR = Grammar("runuser", (*su.UTIL_LINUX, valued("user", "u", "user")), Order.PERMUTED)


def read(words: Sequence[Word], circumstances: Circumstances) -> Invocation:
    """Read a runuser command line: -u takes options from among the command's words too, up to ``--``."""
    return su.read_as("runuser", words, circumstances.program("runuser"), GRAMMAR)


def intent(found: Invocation, circumstances: Circumstances) -> Intent:
    """Return what a runuser command line means."""
    program = circumstances.program("runuser")
    if not found.has("user"):
        login, operands = su.login_and_operands(found)
        if not operands:
            raise UntranslatableError("runuser without a user becomes root: nothing is dropped")
        return su.meaning("runuser", found, operands, login, program, circumstances)
    user = found.value("user")
    if user is None or found.has("command", "shell", "login", "fast"):
        raise UntranslatableError("runuser refuses -c, -l, -s and -f together with -u")
    group, listed = su.groups(found)
    return Intent(
        tool="runuser",
        user=user,
        group=group,
        groups=Groups.DATABASE if group is None else Groups.LISTED,
        listed=listed,
        arguments=found.operands,
        changes=("no PAM session is opened: no limits.conf", "SHELL is set to the account's"),
        uses_pam=True,
    )
