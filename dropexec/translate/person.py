"""Who the user of an intent is, as far as the accounts at hand tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.launcher.environment import usable_shell
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.word import Word, joined

if TYPE_CHECKING:
    from dropexec.translate.circumstances import Account, Circumstances
    from dropexec.translate.intent import Intent


@dataclass(frozen=True)
class Person:
    """The user: ``word`` as the launcher gets it, ``name`` for messages, ``account`` where it is known."""

    word: Word
    name: str
    account: Account | None
    unsafe: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()

    @property
    def placeholder(self) -> bool:
        """Whether the account is known to let nobody in."""
        return self.account is not None and usable_shell(self.account.shell) != self.account.shell


def find(intent: Intent, circumstances: Circumstances) -> Person:
    """Look the intent's user up. Raises UntranslatableError for root, and for one that dropexec cannot be."""
    word = intent.user
    known = word.known
    if known is None:
        unsafe = _may_be_empty(intent)
        named = ":" in word.text
        assumes = () if named else (f"{word.text} is the name of an account",)
        return Person(word.whole(), word.text, None, unsafe, assumes)
    if not known:
        raise UntranslatableError("the user is empty")
    accounts = circumstances.accounts
    account = None if accounts is None else accounts.account(known)
    if known in ("root", "0") or (account is not None and account.uid == 0):
        raise UntranslatableError(f"to become {known} drops nothing; leave {intent.tool} out")
    if account is not None:
        return Person(word, known, account)
    if known.isdigit() and intent.group is None:
        if accounts is not None:
            raise UntranslatableError(
                f"no account has the uid {known}, so {intent.tool} leaves the group at 0; "
                f"name the group as well: {known}:{known}"
            )
        return Person(word, known, None, (f"the login group and the groups of uid {known} are not known",))
    if accounts is not None and not known.isdigit():
        return Person(word, known, None, (f"there is no account {known} here",))
    return Person(word, known, None)


def _may_be_empty(intent: Intent) -> tuple[str, ...]:
    word = intent.user
    if not word.may_be_empty or not (word.may_split or intent.fails_open):
        return ()
    root = (intent.tool in ("su", "runuser") and intent.shell) or not word.may_split
    then = "runs the command as root" if root else "takes the next word for the user"
    return (f"{word.text} may be empty: then {intent.tool} {then}, and dropexec refuses",)


def spec(person: Person, intent: Intent) -> Word:
    """Return USER or USER:GROUP: the very word that was given where it says the same."""
    if intent.spec is not None and not intent.spec.may_split:
        return intent.spec
    if intent.group is None:
        return person.word
    return joined(person.word, ":", intent.group)
