"""chroot of coreutils with ``--userspec``: the drop is dropexec's, the root directory stays chroot's."""

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

GRAMMAR = Grammar(
    "chroot",
    (
        valued("user", "", "userspec"),
        valued("groups", "", "groups"),
        flag("stay", "", "skip-chdir"),
        flag("other", "", "help", "version"),
    ),
)


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of chroot."""
    return invocation.read(GRAMMAR, words)


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what the words mean: GROUP goes with the groups of the database, unless --groups lists them."""
    given = found.value("user")
    if given is None:
        raise UntranslatableError("chroot without --userspec drops nothing")
    if len(found.operands) < 2:
        raise UntranslatableError("chroot starts an interactive shell here: there is no command")
    root, *arguments = found.operands
    who = spec.split(given)
    user, groups = _without_plus(who.user), tuple(_without_plus(group) for group in who.groups)
    if not user.text:
        raise UntranslatableError("chroot with a group alone leaves the user as it is")
    listed = found.value("groups")
    here = root.literal == "/"
    choice = Groups.DATABASE if listed is None else Groups.LISTED
    if (user.known or "").isdigit() and groups:
        choice = Groups.LISTED
    return Intent(
        tool="chroot",
        user=user,
        group=groups[0] if groups else None,
        groups=choice,
        listed=() if listed is None or not listed.text else (listed,),
        directory=Word.of("/") if here and not found.has("stay") else None,
        arguments=tuple(arguments),
        prefix=() if here else _kept(found, root),
        unsafe=(untouched("chroot"), *(() if here else _inside(root))),
        fails_open=True,
    )


def _without_plus(word: Word) -> Word:
    return word.after(1) if word.text.startswith("+") else word


def _kept(found: Invocation, root: Word) -> tuple[Word, ...]:
    stay = [found.words[index] for item in found.given if item.option.key == "stay" for index in item.words]
    return (found.words[0], *stay, root)


def _inside(root: Word) -> tuple[str, ...]:
    return (f"dropexec must be in {root.text}, and takes the accounts from there",)
