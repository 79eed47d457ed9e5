"""setpriv of util-linux: every attribute on its own, and none of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, flag, valued
from dropexec.translate.intent import Environment, Groups, Intent, untouched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word

_WITHOUT = {
    "apparmor-profile": "an AppArmor profile",
    "egid": "an effective group of its own",
    "euid": "an effective user of its own",
    "keep-death": "a parent-death signal that is kept",
    "landlock-access": "a Landlock rule set",
    "landlock-rule": "a Landlock rule set",
    "ptracer": "a process that may trace it",
    "rgid": "a real group of its own",
    "ruid": "a real user of its own",
    "seccomp-filter": "a seccomp filter",
    "securebits": "securebits",
    "selinux-label": "an SELinux label",
}
GRAMMAR = Grammar(
    "setpriv",
    (
        valued("user", "", "reuid"),
        valued("group", "", "regid"),
        flag("init", "", "init-groups"),
        flag("clear", "", "clear-groups"),
        flag("keep", "", "keep-groups"),
        valued("groups", "", "groups"),
        flag("reset", "", "reset-env"),
        flag("nnp", "", "no-new-privs", "nnp"),
        valued("inheritable", "", "inh-caps"),
        valued("ambient", "", "ambient-caps"),
        valued("bounding", "", "bounding-set"),
        valued("death", "", "pdeathsig"),
        flag("other", "dhV", "dump", "help", "version", "list-caps"),
        *(valued(name, "", name) for name in sorted(_WITHOUT)),
    ),
)
"""Of util-linux 2.42 (sys-utils/setpriv.c)."""


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of setpriv."""
    return invocation.read(GRAMMAR, words)


def intent(found: Invocation, circumstances: Circumstances) -> Intent:
    """Return what the words mean."""
    for item in found.given:
        if item.option.key in _WITHOUT:
            raise UntranslatableError(
                f"dropexec has nothing like --{item.option.key}: {_WITHOUT[item.option.key]}"
            )
    user, group = found.value("user"), found.value("group")
    if user is None or found.has("other"):
        raise UntranslatableError("setpriv without --reuid changes no user")
    if group is None:
        raise UntranslatableError("setpriv without --regid leaves the group at 0; dropexec always changes it")
    chosen, listed, options = _groups(found)
    login = chosen is Groups.LOGIN_AND_DATABASE and _is_login_group(user, group, circumstances)
    return Intent(
        tool="setpriv",
        user=user,
        group=None if login else group,
        groups=Groups.DATABASE if login else chosen,
        listed=listed,
        environment=Environment.RESET if found.has("reset") else Environment.KEPT,
        arguments=found.operands,
        options=(*options, *_attributes(found)),
        unsafe=() if found.has("reset") else (untouched("setpriv"),),
        changes=("inheritable and ambient capabilities are emptied",),
    )


def _is_login_group(user: Word, group: Word, circumstances: Circumstances) -> bool:
    account = None
    if circumstances.accounts is not None and user.known is not None:
        account = circumstances.accounts.account(user.known)
    return account is not None and group.known in (account.group, str(account.gid))


def _groups(found: Invocation) -> tuple[Groups, tuple[Word, ...], tuple[str, ...]]:
    if found.has("init"):
        return Groups.LOGIN_AND_DATABASE, (), ()
    if found.has("clear"):
        return Groups.LISTED, (), ()
    if found.has("keep"):
        return Groups.LISTED, (), ("--keep-groups",)
    listed = found.value("groups")
    if listed is None:
        raise UntranslatableError("setpriv refuses --regid without a choice of the supplementary groups")
    return Groups.LISTED, (listed,), ()


def _attributes(found: Invocation) -> tuple[str, ...]:
    options = ["--no-new-privs"] if found.has("nnp") else []
    death = _text(found, "death")
    if death is not None and death != "clear":
        if death == "keep":
            raise UntranslatableError("dropexec cannot keep the parent-death signal: the kernel clears it")
        options.append(f"--pdeathsig={death}")
    inheritable, ambient = _text(found, "inheritable"), _capabilities(found, "ambient")
    if inheritable not in (None, "-all") and not ambient:
        raise UntranslatableError("dropexec keeps capabilities in the ambient set or not at all (--inh-caps)")
    if ambient:
        options.append(f"--ambient-caps={ambient}")
    bounding = _capabilities(found, "bounding")
    if bounding is not None:
        options.append(f"--bounding-caps={bounding or 'none'}")
    return tuple(options)


def _capabilities(found: Invocation, key: str) -> str | None:
    """Return the list that a change of a set leaves where it starts with ``-all``, "" for none.

    The ambient set of a service is empty to start with, so that additions alone say it all there.
    """
    text = _text(found, key)
    if text is None:
        return None
    first, *rest = text.split(",")
    added = rest if first == "-all" else [first, *rest]
    if (first != "-all" and key != "ambient") or not all(item.startswith("+") for item in added):
        raise UntranslatableError(f"what {text} leaves of the {key} set depends on the caller's")
    return ",".join(item[1:] for item in added)


def _text(found: Invocation, key: str) -> str | None:
    word = found.value(key)
    if word is None:
        return None
    if word.known is None:
        raise UntranslatableError(f"{word.text} is not known before it is run")
    return word.known
