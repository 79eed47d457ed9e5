"""gosu and su-exec: ``TOOL USER[:GROUP] COMMAND``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation, spec
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, flag
from dropexec.translate.intent import Groups, Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word

GRAMMARS = {
    "gosu": Grammar("gosu", (flag("other", "hv", "help", "version"),)),
    "su-exec": Grammar("su-exec", ()),
}


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of gosu or su-exec, by the name that they are called by."""
    return invocation.read(GRAMMARS[(words[0].known or "").rpartition("/")[2]], words)


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what the words mean."""
    if found.has("other") or len(found.operands) < 2:
        raise UntranslatableError(f"{found.tool} needs a user and a command")
    who = spec.split(found.operands[0])
    changes = ["USER, LOGNAME and SHELL are set to the account's, as HOME is"]
    if found.tool == "gosu":
        changes.append(
            "the soft limit on open files stays the caller's; gosu built with Go 1.19 and later raises it"
        )
    return Intent(
        tool=found.tool,
        user=who.user,
        group=who.groups[0] if who.groups else None,
        groups=Groups.LISTED if who.named else Groups.DATABASE,
        spec=who.word,
        arguments=found.operands[1:],
        changes=tuple(changes),
        fails_open=True,
    )
