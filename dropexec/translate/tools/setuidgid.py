"""s6-setuidgid, and setuidgid of daemontools and busybox: ``TOOL USER COMMAND``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation, spec
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar
from dropexec.translate.intent import Groups, Intent, untouched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of setuidgid or s6-setuidgid, by the name that they are called by."""
    return invocation.read(Grammar((words[0].known or "").rpartition("/")[2], ()), words)


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what the words mean.

    setuidgid gives the login group alone, s6-setuidgid what the group database says; UID:GID, which only the
    latter takes, gives that group alone (measured).
    """
    if len(found.operands) < 2:
        raise UntranslatableError(f"{found.tool} needs a user and a command")
    who = spec.split(found.operands[0])
    s6 = found.tool == "s6-setuidgid"
    if who.named and not s6:
        raise UntranslatableError(f"{found.tool} takes the name of an account, and no group")
    return Intent(
        tool=found.tool,
        user=who.user,
        group=who.groups[0] if who.groups else None,
        groups=Groups.DATABASE if s6 and not who.named else Groups.LISTED,
        spec=who.word,
        arguments=found.operands[1:],
        unsafe=(untouched(found.tool),),
        fails_open=s6,
    )
