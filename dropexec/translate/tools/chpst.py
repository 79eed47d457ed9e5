"""chpst of runit: ``-u`` is the drop, everything else stays chpst's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation, spec
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, flag, valued
from dropexec.translate.intent import Groups, Intent, untouched
from dropexec.translate.word import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation

_VALUED = "uUbe/CnlLmdopfcrt"
_FLAGS = "vVP012"
GRAMMAR = Grammar(
    "chpst",
    (*(valued(letter, letter) for letter in _VALUED), *(flag(letter, letter) for letter in _FLAGS)),
)


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of chpst."""
    return invocation.read(GRAMMAR, words)


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what the words mean: without another group the login group alone (measured)."""
    given = found.value("u")
    if given is None:
        raise UntranslatableError("chpst without -u drops nothing")
    if found.has("/"):
        raise UntranslatableError("after chpst -/ dropexec would have to be in the new root; keep chpst")
    if found.has("V"):
        raise UntranslatableError("chpst -V prints its version")
    # A colon in front says that the rest are numbers.
    who = spec.split(given.after(1) if given.text.startswith(":") else given)
    argv0 = found.value("b")
    return Intent(
        tool="chpst",
        user=who.user,
        group=who.groups[0] if who.groups else None,
        groups=Groups.LISTED,
        listed=who.groups[1:],
        spec=who.word if not given.text.startswith(":") else None,
        arguments=found.operands,
        argv0=argv0,
        prefix=_rest(found),
        unsafe=(untouched("chpst"),),
    )


def _rest(found: Invocation) -> tuple[Word, ...]:
    """Return chpst with the options that stay, nothing where none does."""
    kept = [item for item in found.given if item.option.key not in "ub"]
    if not kept:
        return ()
    words = [found.words[0]]
    for item in kept:
        alone = all(other is item or not set(other.words) & set(item.words) for other in found.given)
        if alone:
            words += [found.words[index] for index in item.words]
        else:
            words += [Word.of(f"-{item.option.key}"), *([] if item.value is None else [item.value])]
    return tuple(words)
